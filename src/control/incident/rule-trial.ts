import type { CommitId } from '../../domain/change/index.ts';
import { decide } from '../../domain/gate/index.ts';
import { type CompiledPolicy, compilePolicy, type Policy, type Rule } from '../../domain/policy/index.ts';
import { type ChangeLabel, type ProposedRule, proposedRules, type ReplayVerdict } from '../../domain/replay/index.ts';
import { DAY_MS, Fault, type Instant, instant } from '../../kernel/index.ts';
import type { Assessment } from '../assess.ts';
import type { World } from '../port.ts';
import { replayVerdictOf } from '../replay-verdict.ts';
import { type JudgedRepository, judgeRepository, type Progress } from '../repository.ts';

/** What one rule would have done over a window of landed changes, beside the policy that stands. */
export interface TriedRule {
  readonly rule: ProposedRule;
  /** Ends by itself then, unless somebody prolongs it. */
  readonly expires: Instant;
  /** Whether the change that is looked at would have been held. */
  readonly catches: boolean;
  /** Other changes that the policy lets pass and the rule would hold. */
  readonly held: number;
  /** Of those, the ones that were reverted or repaired later. */
  readonly heldHarmful: number;
  /** Changes of which the rule could not tell. */
  readonly unknown: number;
  /** Senior minutes that it asks for beyond the policy, over the window. */
  readonly seniorMinutes: number;
}

/** Which rules would have caught a landed change, and at what price. */
export interface RuleTrial {
  readonly commit: CommitId;
  readonly title: string;
  /** What the policy of today says of it, every rule enforced. */
  readonly today: ReplayVerdict;
  /** Rules of today that hold it, with the mode they stand in: one that only counts caught nothing. */
  readonly holding: readonly { readonly rule: string; readonly mode: Rule['mode'] }[];
  /** Those that catch it first, then by how many others they hold. */
  readonly tried: readonly TriedRule[];
  readonly changes: number;
  readonly weeks: number;
}

/** A proposed rule ends by itself: what nobody found worth prolonging was not worth its price. */
const EXPIRES_MS = 90 * DAY_MS;

/**
 * Replays a window of landed changes by the policy of today and by it with one proposed rule at a time, through the same decision path. Fault:
 * the change is not among the landed changes of the window.
 */
export async function tryRules(options: {
  readonly world: World;
  readonly repository: string;
  /** Whole or the beginning of an id of a landed change. */
  readonly commit: string;
  readonly limit: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}): Promise<RuleTrial> {
  const { commit, limit } = options;
  const seen: Seen[] = [];
  const judged = await judgeRepository({
    ...options,
    tip: null,
    start: null,
    policy: { file: null },
    against: null,
    risk: 'always',
    labels: 'stated',
    visit: (assessment) => seen.push(seenOf(assessment)),
  });
  const found = seen.find(({ commits }) => commits.some((id) => id.startsWith(commit)));
  if (found === undefined) throw notAmong(commit, limit);
  const { rulebook, now } = judged;
  const policy = rulebook.configuration.policy;
  const expires = instant(now + EXPIRES_MS);
  const tried = proposedRules(found.facts).flatMap((rule) => {
    const compiled = compilePolicy(withRule(policy, { rule, expires }));
    return compiled.ok ? [triedOf({ rule, expires, policy: compiled.value, found, seen, judged })] : [];
  });
  return {
    commit: found.commit,
    title: found.title,
    today: found.verdict,
    holding: found.verdict.holding.map(({ rule }) => ({
      rule,
      mode: policy.rules.find(({ id }) => id === rule)?.mode ?? 'enforce',
    })),
    tried: tried.sort(
      (a, b) => Number(b.catches) - Number(a.catches) || a.held - b.held || (a.rule.id < b.rule.id ? -1 : 1),
    ),
    changes: seen.length,
    weeks: judged.judged.summary.window.weeks,
  };
}

/** What is kept of one change: facts, and not the content they were read from. */
interface Seen extends Pick<Assessment, 'facts' | 'review'> {
  readonly commit: CommitId;
  readonly commits: readonly CommitId[];
  readonly title: string;
  readonly verdict: ReplayVerdict;
}

function seenOf({ change, facts, review, decision }: Assessment): Seen {
  const commits = change.commits.map(({ id }) => id);
  const commit = change.head ?? commits[0] ?? ('' as CommitId);
  return {
    facts,
    review,
    commit,
    commits: [...commits, commit],
    title: facts.values.change.title ?? '',
    verdict: replayVerdictOf(decision),
  };
}

function withRule(
  policy: Policy,
  { rule, expires }: { readonly rule: ProposedRule; readonly expires: Instant },
): Policy {
  const { id, when, because, effect } = rule;
  const origin = { file: 'proposed', line: 1 };
  const added: Rule = { id, when, because, effect, mode: 'enforce', expires, origin, profile: null };
  return { ...policy, rules: [...policy.rules.filter((each) => each.id !== id), added] };
}

function triedOf(given: {
  readonly rule: ProposedRule;
  readonly expires: Instant;
  readonly policy: CompiledPolicy;
  readonly found: Seen;
  readonly seen: readonly Seen[];
  readonly judged: JudgedRepository;
}): TriedRule {
  const { rule, expires, policy, found, seen, judged } = given;
  const { rulebook, now } = judged;
  const labels = new Map(judged.judged.summary.rows.map((row) => [row.commit as string, row.label]));
  const verdictOn = ({ facts, review }: Seen): ReplayVerdict =>
    replayVerdictOf(
      decide({
        facts,
        policy: { ok: true, value: policy },
        signoffs: [],
        review,
        reviewMinutesFactor: rulebook.configuration.reviewMinutesFactor,
        now,
      }),
    );
  let [held, heldHarmful, unknown, seniorMinutes] = [0, 0, 0, 0];
  for (const each of seen) {
    if (each === found) continue;
    const verdict = verdictOn(each);
    if (verdict.unevaluable.includes(rule.id)) unknown += 1;
    else if (each.verdict.decision === 'allow' && verdict.decision !== 'allow') {
      held += 1;
      if (isHarm(labels.get(each.commit))) heldHarmful += 1;
    }
    seniorMinutes += Math.max(0, verdict.seniorMinutes - each.verdict.seniorMinutes);
  }
  const catches = verdictOn(found).holding.some((holding) => holding.rule === rule.id);
  return { rule, expires, catches, held, heldHarmful, unknown, seniorMinutes };
}

function isHarm(label: ChangeLabel | undefined): boolean {
  return label?.kind === 'reverted' || label?.kind === 'fixed';
}

function notAmong(commit: string, limit: number): Fault {
  return new Fault({
    kind: 'usage',
    code: 'not-in-window',
    message: `${commit.slice(0, 40)} is not among the ${limit} newest landed changes of this repository`,
    fix: 'Name another commit with --change, or look further back with --limit.',
  });
}
