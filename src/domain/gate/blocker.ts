import { assertNever } from '../../kernel/index.ts';
import {
  type CompiledRule,
  type EvidenceKind,
  type MissingRequirement,
  type PolicyProblem,
  RULE_MODES,
  type RuleOutcome,
} from '../policy/index.ts';
import {
  FROM_ANYONE,
  FROM_OWNERS,
  type JudgedSignoff,
  type ReviewContext,
  type SignoffRequirement,
} from '../review/index.ts';
import { clearersOf } from './clearer.ts';
import { type Blocker, type Clearer, MAX_CLEARERS } from './model.ts';

/** What blockers are made from, beside the outcome. */
export interface BlockerContext {
  readonly review: ReviewContext;
  readonly signoffs: readonly JudgedSignoff[];
  /** Whether the change has a commit that could be amended. */
  readonly amendable: boolean;
  readonly where: (rule: CompiledRule) => readonly string[];
}

type Stopping = Extract<RuleOutcome, { readonly kind: 'unsatisfied' | 'unevaluable' }>;

/** One blocker for each thing that a rule lacks; none where it is met. */
export function blockersOf(outcome: RuleOutcome, compiled: CompiledRule, context: BlockerContext): readonly Blocker[] {
  if (outcome.kind === 'unevaluable') return [unevaluableBlocker(outcome, compiled)];
  if (outcome.kind !== 'unsatisfied') return [];
  const where = context.where(compiled);
  const codes = new Set<string>();
  return outcome.missing.map((missing) => {
    const code = uniqueCode(codeOf(outcome.rule.id, missing), codes);
    return {
      ...common(outcome, compiled),
      code,
      effect: missing.kind === 'block' ? 'block' : 'hold',
      message: messageOf(missing),
      facts: outcome.facts,
      where,
      whoCanClear: whoCanClear(missing, context),
      how: howToClear(missing, context.review),
      argv: argvFor(missing, code, context.amendable),
      missing,
    };
  });
}

/** The blocker of a policy that cannot be used: whoever may change it can clear it. */
export function unusablePolicyBlocker(problems: readonly PolicyProblem[]): Blocker {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const what = first === undefined ? 'it could not be read' : `${first.file}:${first.line}: ${first.message}${more}`;
  return {
    code: 'policy/unusable',
    rule: 'policy',
    mode: 'enforce',
    effect: 'hold',
    message: `the policy of the protected base cannot be used: ${what}`,
    because: 'Without a policy nothing is known to be allowed, and unknown holds.',
    facts: [],
    where: problems.map((problem) => problem.file).filter((file, at, all) => file !== '' && all.indexOf(file) === at),
    whoCanClear: [{ kind: 'anyone', name: 'whoever may change the policy' }],
    how: 'correct the policy on the protected base, in a change of its own',
    argv: ['firebreak', 'policy', 'lint'],
    expiresAt: null,
    missing: null,
  };
}

/** Sorts blockers: enforced first, blocks before holds, then by code; the order of rules does not matter. */
export function compareBlockers(a: Blocker, b: Blocker): number {
  const byMode = RULE_MODES.indexOf(b.mode) - RULE_MODES.indexOf(a.mode);
  if (byMode !== 0) return byMode;
  if (a.effect !== b.effect) return a.effect === 'block' ? -1 : 1;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

function common(outcome: Stopping, compiled: CompiledRule): Pick<Blocker, 'rule' | 'mode' | 'because' | 'expiresAt'> {
  const { id, mode, because } = outcome.rule;
  return { rule: id, mode, because, expiresAt: compiled.ends };
}

function unevaluableBlocker(outcome: Extract<Stopping, { kind: 'unevaluable' }>, compiled: CompiledRule): Blocker {
  const names = outcome.missing.map((missing) => missing.fact).join(', ');
  const code = `${outcome.rule.id}/unevaluable`;
  return {
    ...common(outcome, compiled),
    code,
    effect: 'hold',
    message:
      names === ''
        ? `the condition failed: ${outcome.error ?? ''}`
        : `cannot tell whether the rule applies: ${names} unknown`,
    facts: [],
    where: [],
    whoCanClear: [AUTHOR],
    how:
      names === ''
        ? 'correct the condition of the rule in the policy'
        : outcome.missing.map((m) => `${m.fact}: ${m.why}`).join('; '),
    argv: ['firebreak', 'explain', code],
    missing: null,
  };
}

const AUTHOR: Clearer = { kind: 'author', name: 'author' };

function codeOf(rule: string, missing: MissingRequirement): string {
  switch (missing.kind) {
    case 'hold':
    case 'block':
      return rule;
    case 'two-person':
      return `${rule}/two-person`;
    case 'evidence':
      return `${rule}/${missing.evidence}`;
    case 'signoffs':
      return `${rule}/signoff-${groupWord(missing.requirement)}`;
    default:
      return assertNever(missing);
  }
}

/** `senior`, `owners`, `owners-senior`, `anyone`; other groups by their name. */
function groupWord({ level, from }: SignoffRequirement): string {
  if (from === FROM_ANYONE) return level ?? FROM_ANYONE;
  const group = from.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-/, '');
  return level === null ? group : `${group}-${level}`;
}

function uniqueCode(code: string, taken: Set<string>): string {
  let candidate = code;
  for (let n = 2; taken.has(candidate); n++) candidate = `${code}-${n}`;
  taken.add(candidate);
  return candidate;
}

function messageOf(missing: MissingRequirement): string {
  switch (missing.kind) {
    case 'hold':
      return 'the rule holds this change as it is';
    case 'block':
      return 'the rule refuses this change as it is';
    case 'two-person':
      return `needs sign-offs by 2 distinct people who did not make the change; has ${missing.have}`;
    case 'signoffs':
      return `needs ${describeRequirement(missing.requirement)}; has ${missing.have}`;
    case 'evidence':
      return missing.state === 'absent'
        ? `needs ${EVIDENCE_WORD[missing.evidence]}; none was found`
        : `needs ${EVIDENCE_WORD[missing.evidence]}; whether there is one is unknown: ${missing.why ?? ''}`;
    default:
      return assertNever(missing);
  }
}

/** A requirement as people say it: `2 sign-offs by owners, senior or above`. */
export function describeRequirement({ count, level, from }: SignoffRequirement): string {
  const number = count === 1 ? '1 sign-off' : `${count} sign-offs`;
  const group =
    from === FROM_ANYONE
      ? level === null
        ? ' by anybody else'
        : ''
      : from === FROM_OWNERS
        ? ' by owners of the touched paths'
        : ` by ${from}`;
  const floor = level === null ? '' : level === 'principal' ? ', principal' : `, ${level} or above`;
  return number + (group === '' && floor !== '' ? ` by a ${floor.slice(2)}` : group + floor);
}

const EVIDENCE_WORD: Readonly<Record<EvidenceKind, string>> = {
  'test-change': 'a changed test',
  ticket: 'a ticket',
  'rollout-plan': 'a rollout plan',
  'rollback-plan': 'a rollback plan',
};

const EVIDENCE_HOW: Readonly<Record<EvidenceKind, string>> = {
  'test-change': 'change or add a test that covers the new behaviour, and commit it with the change',
  ticket: 'name the ticket in a "Ticket:" trailer of the newest commit, in the title, or in the branch name',
  'rollout-plan': 'name the plan in a "Rollout-Plan:" trailer, or add it below .firebreak/rollout/',
  'rollback-plan': 'name the plan in a "Rollback-Plan:" trailer, or add it below .firebreak/rollback/',
};

const EVIDENCE_TRAILER: Readonly<Record<EvidenceKind, string | null>> = {
  'test-change': null,
  ticket: 'Ticket: KEY-123',
  'rollout-plan': 'Rollout-Plan: https://example.com/plan',
  'rollback-plan': 'Rollback-Plan: https://example.com/plan',
};

function whoCanClear(missing: MissingRequirement, context: BlockerContext): readonly Clearer[] {
  switch (missing.kind) {
    case 'signoffs':
      return clearersOf(missing.requirement, context.review, context.signoffs);
    case 'two-person':
      return clearersOf({ count: 1, level: null, from: FROM_ANYONE }, context.review, context.signoffs).slice(
        0,
        MAX_CLEARERS,
      );
    case 'evidence':
    case 'hold':
    case 'block':
      return [AUTHOR];
    default:
      return assertNever(missing);
  }
}

function howToClear(missing: MissingRequirement, review: ReviewContext): string {
  switch (missing.kind) {
    case 'hold':
    case 'block':
      return 'change what makes the rule match (see the facts), or change the rule in its own change';
    case 'two-person':
    case 'signoffs': {
      if (review.contentDigest === null) return 'commit the change first: a sign-off is bound to exact content';
      if (missing.kind === 'signoffs' && missing.requirement.level !== null && review.people.byId.size === 0) {
        return `no levels are known: add people with levels to firebreak.yaml, then ask for ${describeRequirement(missing.requirement)}`;
      }
      return 'ask one of them to review this exact content and sign it off; the author, prompters, co-authors and agents do not count';
    }
    case 'evidence':
      return EVIDENCE_HOW[missing.evidence];
    default:
      return assertNever(missing);
  }
}

function argvFor(missing: MissingRequirement, code: string, amendable: boolean): readonly string[] | null {
  const trailer = missing.kind === 'evidence' ? EVIDENCE_TRAILER[missing.evidence] : null;
  if (trailer === null || !amendable) return ['firebreak', 'explain', code];
  return ['git', 'commit', '--amend', '--no-edit', '--trailer', trailer];
}
