import type { ConfigurationProblem, Policy, Profile, Rule } from '../../domain/policy/index.ts';
import { endOf } from './moment.ts';
import type { PlacedRule, PolicyPart, PolicySource } from './policy-section.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';

/**
 * One policy of packs and own rules: ids are unique, overrides are put in, and a rule that a profile names counts only
 * while that profile runs.
 */
export function mergePolicy(
  parts: readonly PolicyPart[],
  options: { readonly overriding: PolicySource; readonly seniorMinutesPerWeek: number | null },
): { readonly policy: Policy; readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const rules = uniqueRules(
    parts.flatMap((part) => part.rules),
    problems,
  );
  applyOverrides(rules, options.overriding, problems);
  const profiles = joinProfiles(parts, rules, problems);
  return {
    policy: {
      rules: [...rules.values()].map(({ rule }) => rule),
      profiles,
      seniorMinutesPerWeek: options.seniorMinutesPerWeek,
    },
    problems,
  };
}

function uniqueRules(placed: readonly PlacedRule[], problems: ConfigurationProblem[]): Map<string, PlacedRule> {
  const rules = new Map<string, PlacedRule>();
  for (const each of placed) {
    const first = rules.get(each.rule.id);
    if (first === undefined) {
      rules.set(each.rule.id, each);
      continue;
    }
    const { file, line } = first.rule.origin;
    const message = `${quoted(each.rule.id)} is already the rule of ${file}:${line}; rename this one, or change that one under overrides`;
    problems.push(problemAt(each.file, [...each.path, 'id'], { code: 'duplicate-id', message, rule: each.rule.id }));
  }
  return rules;
}

function applyOverrides(rules: Map<string, PlacedRule>, source: PolicySource, problems: ConfigurationProblem[]): void {
  for (const [id, override] of Object.entries(source.shape.overrides)) {
    const path = [...source.at, 'overrides', id];
    const placed = rules.get(id);
    const expires = override.expires === undefined ? undefined : endOf(override.expires);
    if (placed === undefined) {
      const message = `${quoted(id)} is not a rule of the packs used`;
      problems.push(
        problemAt(source.file, path, {
          code: 'unknown-rule',
          at: 'key',
          message,
          suggestion: didYouMean(id, rules.keys()),
        }),
      );
    } else if (expires === null) {
      const message = `${quoted(override.expires ?? '')} is not a day of the calendar`;
      problems.push(problemAt(source.file, [...path, 'expires'], { code: 'bad-date', message, rule: id }));
    } else {
      const rule: Rule = {
        ...placed.rule,
        mode: override.mode ?? placed.rule.mode,
        expires: expires ?? placed.rule.expires,
      };
      rules.set(id, { ...placed, rule });
    }
  }
}

function joinProfiles(
  parts: readonly PolicyPart[],
  rules: Map<string, PlacedRule>,
  problems: ConfigurationProblem[],
): readonly Profile[] {
  const profiles = new Map<string, Profile>();
  for (const { profile, file, path } of parts.flatMap((part) => part.profiles)) {
    if (profiles.has(profile.id)) {
      const message = `${quoted(profile.id)} is already a profile; rename this one`;
      problems.push(problemAt(file, [...path, 'id'], { code: 'duplicate-id', message }));
    }
    profiles.set(profile.id, profile);
    profile.rules.forEach((id, index) => {
      const placed = rules.get(id);
      const complaint = complaintOf(placed, profile);
      if (placed !== undefined && complaint === null)
        rules.set(id, { ...placed, rule: { ...placed.rule, profile: profile.id } });
      else {
        const suggestion = placed === undefined ? didYouMean(id, rules.keys()) : null;
        const message = complaint ?? `${quoted(id)} is not a rule of this policy`;
        problems.push(
          problemAt(file, [...path, 'rules', index], { code: 'profile-names-no-rule', message, suggestion }),
        );
      }
    });
  }
  return [...profiles.values()];
}

function complaintOf(placed: PlacedRule | undefined, profile: Profile): string | null {
  if (placed === undefined) return null;
  const { rule } = placed;
  if (rule.profile !== null && rule.profile !== profile.id)
    return `${quoted(rule.id)} already belongs to profile ${quoted(rule.profile)}`;
  if (rule.expires !== null && rule.expires <= profile.starts)
    return `${quoted(rule.id)} expires before profile ${quoted(profile.id)} starts`;
  return null;
}
