import { assertNever } from '../../kernel/index.ts';
import {
  type CompiledRule,
  type MissingRequirement,
  type PolicyProblem,
  RULE_MODES,
  type RuleOutcome,
} from '../policy/index.ts';
import {
  FROM_ANYONE,
  type JudgedSignoff,
  type ReviewContext,
  type SignoffRequirement,
  TWO_PERSONS,
} from '../review/index.ts';
import { type SignoffSupply, signoffSupply } from './clearer.ts';
import type { Blocker, Clearer } from './model.ts';
import { argvFor, howToClear, messageOf } from './requirement-text.ts';

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
    const supply = whoCanClear(missing, context);
    return {
      ...common(outcome, compiled),
      code,
      effect: missing.kind === 'block' ? 'block' : 'hold',
      message: messageOf(missing),
      facts: outcome.facts,
      where,
      whoCanClear: supply.clearers,
      how: howToClear(missing, supply, context.review),
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

function whoCanClear(missing: MissingRequirement, context: BlockerContext): SignoffSupply {
  switch (missing.kind) {
    case 'signoffs':
      return signoffSupply(missing.requirement, missing.requirement.count - missing.have, context);
    case 'two-person':
      return signoffSupply({ count: TWO_PERSONS, level: null, from: FROM_ANYONE }, TWO_PERSONS - missing.have, context);
    case 'evidence':
    case 'hold':
    case 'block':
      return { clearers: [AUTHOR], enough: true };
    default:
      return assertNever(missing);
  }
}
