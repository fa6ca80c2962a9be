import { accept, type Digest, digestOfJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import { type Condition, compileCondition } from './condition.ts';
import type { Policy, Profile, Rule } from './model.ts';
import { type PolicyProblem, problemOf } from './problem.ts';

/** Rules one policy may have: each is evaluated for each change, and nobody can keep more in mind. */
export const MAX_RULES = 200;

/** Distinct humans a rule may ask for. */
export const MAX_SIGNOFF_COUNT = 20;

/** A rule that is ready to be evaluated. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly condition: Condition;
  /** It counts from `starts` on and before `ends`; `null` = no bound. Rule and profile taken together. */
  readonly starts: Instant | null;
  readonly ends: Instant | null;
}

/** A policy that is ready to be evaluated; its rules are sorted by id. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly rules: readonly CompiledRule[];
  /** Of what the rules mean: order, file and line do not change it. */
  readonly digest: Digest;
}

/** Parses and checks every rule once. Rejects with everything that keeps the policy from being used. */
export function compilePolicy(policy: Policy): Result<CompiledPolicy, readonly PolicyProblem[]> {
  const problems = [...structureProblems(policy)];
  const rules: CompiledRule[] = [];
  for (const rule of policy.rules.slice(0, MAX_RULES)) {
    const compiled = compileCondition(rule.when);
    if (compiled.ok) rules.push({ rule, condition: compiled.value, ...windowOf(rule, policy.profiles) });
    else {
      for (const { code, message, suggestion, offset } of compiled.rejection) {
        problems.push(problemOf({ code, rule, message, suggestion, member: 'when', line: lineAt(rule, offset) }));
      }
    }
  }
  if (problems.length > 0) return reject(problems);
  rules.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  return accept({ policy, rules, digest: policyDigest(policy) });
}

/** Digest of what a policy means: rules by id without their place in a file, profiles, and the budget. */
export function policyDigest(policy: Policy): Digest {
  const byId = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
    [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return digestOfJson({
    rules: byId(policy.rules).map(({ origin: _origin, ...meaning }) => meaning),
    profiles: byId(policy.profiles).map((profile) => ({ ...profile, rules: [...profile.rules].sort() })),
    seniorMinutesPerWeek: policy.seniorMinutesPerWeek,
  });
}

function windowOf(rule: Rule, profiles: readonly Profile[]): Pick<CompiledRule, 'starts' | 'ends'> {
  const profile = profiles.find((each) => each.id === rule.profile);
  const ends = [rule.expires, profile?.ends ?? null].flatMap((end) => end ?? []);
  return { starts: profile?.starts ?? null, ends: ends.length === 0 ? null : (Math.min(...ends) as Instant) };
}

function* structureProblems(policy: Policy): Generator<PolicyProblem> {
  const extra = policy.rules[MAX_RULES];
  if (extra !== undefined) {
    yield problemOf({ code: 'too-many-rules', rule: extra, message: `a policy may have ${MAX_RULES} rules` });
  }
  const seen = new Map<string, Rule>();
  for (const rule of policy.rules) {
    const first = seen.get(rule.id);
    if (first !== undefined) {
      yield problemOf({ code: 'duplicate-id', rule, message: `${rule.id} is already the rule of ${placeOf(first)}` });
    }
    seen.set(rule.id, rule);
    yield* ruleProblems(rule, policy.profiles);
  }
  for (const profile of policy.profiles) yield* profileProblems(profile, policy.rules);
}

function* ruleProblems(rule: Rule, profiles: readonly Profile[]): Generator<PolicyProblem> {
  if (rule.profile !== null && !profiles.some((profile) => profile.id === rule.profile)) {
    yield problemOf({
      code: 'unknown-profile',
      rule,
      message: `${rule.id} belongs to a profile ${rule.profile} that does not exist`,
    });
  }
  if (rule.effect.kind !== 'require') return;
  for (const { count } of rule.effect.signoffs) {
    if (Number.isInteger(count) && count >= 1 && count <= MAX_SIGNOFF_COUNT) continue;
    yield problemOf({
      code: 'bad-requirement',
      rule,
      message: `${rule.id} asks for ${count} sign-offs; 1 to ${MAX_SIGNOFF_COUNT} are possible`,
    });
  }
}

function* profileProblems(profile: Profile, rules: readonly Rule[]): Generator<PolicyProblem> {
  const origin = rules.find((rule) => rule.profile === profile.id)?.origin ?? rules[0]?.origin ?? { file: '', line: 1 };
  const about = { rule: { id: profile.id, origin } };
  if (profile.ends <= profile.starts) {
    yield problemOf({
      ...about,
      code: 'profile-ends-before-it-starts',
      message: `profile ${profile.id} ends before it starts`,
    });
  }
  for (const id of profile.rules) {
    if (rules.some((rule) => rule.id === id && rule.profile === profile.id)) continue;
    yield problemOf({
      ...about,
      code: 'profile-names-no-rule',
      message: `profile ${profile.id} names a rule ${id} that it does not have`,
    });
  }
}

/** The line of an offset inside a condition that is written over several lines; a rule's own line is where it begins. */
function lineAt(rule: Rule, offset: number): number {
  return rule.origin.line + (rule.when.slice(0, offset).split('\n').length - 1);
}

function placeOf(rule: Rule): string {
  return `${rule.origin.file}:${rule.origin.line}`;
}
