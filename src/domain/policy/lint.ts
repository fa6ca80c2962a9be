import type { Instant } from '../../kernel/index.ts';
import { LEVELS, type PeopleIndex, resolveOwner } from '../catalog/index.ts';
import { FROM_ANYONE, FROM_OWNERS, meetsRequirement, type SignoffRequirement } from '../review/index.ts';
import { type CompiledRule, compilePolicy } from './compile.ts';
import { constantTruth, truthWithout } from './constant-truth.ts';
import type { Policy, Rule } from './model.ts';
import { type PolicyProblem, type PolicyProblemCode, problemOf } from './problem.ts';

/**
 * Everything that is wrong or doubtful in a policy: errors keep it from being used, warnings are rules that cannot do
 * what they seem to. Sorted by file, line and code; empty where nothing is to be said.
 */
export function lintPolicy(
  policy: Policy,
  options: { readonly people: PeopleIndex; readonly now: Instant },
): readonly PolicyProblem[] {
  const compiled = compilePolicy(policy);
  const errors = compiled.ok ? [] : compiled.rejection;
  const rules = compiled.ok ? compiled.value.rules : [];
  const warnings = [
    ...policy.rules.flatMap((rule) => [...effectWarnings(rule, options.people)]),
    ...rules.flatMap((rule) => [...conditionWarnings(rule, options)]),
  ];
  return [...errors, ...warnings].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.code, b.code) || compare(a.path, b.path),
  );
}

function* conditionWarnings(
  { rule, condition, ends }: CompiledRule,
  options: { readonly people: PeopleIndex; readonly now: Instant },
): Generator<PolicyProblem> {
  if (ends !== null && ends <= options.now) {
    yield warning('expired', rule, `${rule.id} no longer counts: it ended; remove it or give it a new end`, 'expires');
  }
  const constant = constantTruth(condition.parts);
  if (constant === 'true') yield warning('always-matches', rule, `${rule.id} matches every change`, 'when');
  if (constant === 'false') yield warning('never-matches', rule, `${rule.id} can never match`, 'when');
  if (rule.mode === 'enforce') {
    for (const fact of condition.mentions.asked) {
      if (truthWithout(condition.parts, fact) !== 'false' || constant === 'false') continue;
      const message = `${rule.id} enforces, but where ${fact} is unknown it does not match: unknown lets the change pass`;
      yield warning('unknown-is-no-match', rule, message, 'when');
    }
  }
  if (condition.mentions.facts.includes('author.level'))
    yield* unreachableLevels(rule, condition.mentions.texts, options.people);
}

function* unreachableLevels(rule: Rule, texts: readonly string[], people: PeopleIndex): Generator<PolicyProblem> {
  if (people.byId.size === 0) return;
  const present = new Set<string>([...people.byId.values()].map((person) => person.level));
  for (const level of LEVELS) {
    if (!texts.includes(level) || present.has(level)) continue;
    yield warning(
      'unreachable-level',
      rule,
      `${rule.id} asks for authors of level ${level}; nobody in the catalog has it`,
      'when',
    );
  }
}

function* effectWarnings(rule: Rule, people: PeopleIndex): Generator<PolicyProblem> {
  if (rule.because.trim() === '') {
    yield warning(
      'missing-because',
      rule,
      `${rule.id} does not say why it is there; whoever it stops will ask`,
      'because',
    );
  }
  const { effect } = rule;
  if (effect.kind !== 'require') return;
  if (effect.signoffs.length === 0 && !effect.twoPerson && effect.evidence.length === 0) {
    yield warning('empty-requirement', rule, `${rule.id} requires nothing, so it never holds anything`, 'require');
  }
  for (const requirement of effect.signoffs) yield* unsatisfiable(rule, requirement, people);
}

/** Without any people a level is not known yet, which is for `doctor` to say once, not for each rule. */
function* unsatisfiable(rule: Rule, requirement: SignoffRequirement, people: PeopleIndex): Generator<PolicyProblem> {
  if (people.byId.size === 0) return;
  const { from, level, count } = requirement;
  const named = from !== FROM_ANYONE && from !== FROM_OWNERS;
  if (level === null && (!named || resolveOwner(people, from).kind === 'unknown')) return;
  // Who owns what differs from path to path: for owners only the level can be checked.
  const asked = from === FROM_OWNERS ? { ...requirement, from: FROM_ANYONE } : requirement;
  const able = [...people.byId.values()].filter((person) =>
    meetsRequirement({ kind: 'person', person }, asked, { people, owners: null }),
  ).length;
  if (able >= count) return;
  const group = [named ? from : null, level === null ? null : `level ${level} or above`].filter(
    (part) => part !== null,
  );
  const message = `${rule.id} asks for ${count} of ${group.join(', ')}; the catalog has ${able}`;
  yield warning('unsatisfiable', rule, message, 'require');
}

function warning(code: PolicyProblemCode, rule: Rule, message: string, member: string): PolicyProblem {
  return problemOf({ code, severity: 'warning', rule, message, member });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
