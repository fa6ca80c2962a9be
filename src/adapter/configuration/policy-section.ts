import {
  type ConfigurationProblem,
  compileCondition,
  type Profile,
  type Rule,
  type RuleEffect,
  type RuleMode,
} from '../../domain/policy/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { endOf, startOf } from './moment.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import { isKnownReference, type Roster } from './roster.ts';
import type { PolicyFileShape, RuleShape } from './schema.ts';

/** A policy section and the file it stands in. */
export interface PolicySource {
  readonly file: YamlFile;
  /** `policy` in the configuration, the root in a policy file. */
  readonly at: NodePath;
  readonly shape: Pick<PolicyFileShape, 'mode' | 'rules' | 'profiles' | 'overrides'>;
  /** Mode for rules that state none and whose own file states none. */
  readonly mode: RuleMode | null;
}

/** A rule with the place it is written at, for checks that need all rules together. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly file: YamlFile;
  readonly path: NodePath;
}

/** What a source brings, before overrides. */
export interface PolicyPart {
  readonly rules: readonly PlacedRule[];
  readonly profiles: readonly { readonly profile: Profile; readonly file: YamlFile; readonly path: NodePath }[];
  readonly problems: readonly ConfigurationProblem[];
}

/** Where a rule's people are looked up; `null` where the file stands alone and knows nobody. */
export type Known = Roster | null;

/** Reads the rules and profiles of one source. A rule's mode: its own, else the user's, else the file's, else advise. */
export function readPolicyPart(source: PolicySource, known: Known): PolicyPart {
  const { file, at, shape } = source;
  const problems: ConfigurationProblem[] = [];
  const mode = source.mode ?? shape.mode ?? 'advise';
  const read = (rule: RuleShape, path: NodePath, profile: string | null): PlacedRule => {
    problems.push(...ruleProblems({ file, path, known }, rule));
    return { rule: ruleOf({ file, path, rule, mode, profile }), file, path };
  };
  const rules = shape.rules.map((rule, index) => read(rule, [...at, 'rules', index], null));
  const profiles = shape.profiles.map((each, index) => {
    const path = [...at, 'profiles', index];
    const starts = startOf(each.starts);
    const ends = endOf(each.ends);
    problems.push(...windowProblems({ file, path }, { id: each.id, starts, ends }));
    each.rules.forEach((rule, position) => {
      if (typeof rule !== 'string') rules.push(read(rule, [...path, 'rules', position], each.id));
    });
    const ids = each.rules.map((rule) => (typeof rule === 'string' ? rule : rule.id));
    const profile: Profile = {
      id: each.id,
      because: each.because,
      starts: starts ?? NEVER,
      ends: ends ?? NEVER,
      rules: ids,
    };
    return { profile, file, path };
  });
  return { rules, profiles, problems };
}

/** Stands for a date that the calendar lacks; its problem keeps the policy from being used. */
const NEVER = 0 as Instant;

function ruleOf(options: {
  readonly file: YamlFile;
  readonly path: NodePath;
  readonly rule: RuleShape;
  readonly mode: RuleMode;
  readonly profile: string | null;
}): Rule {
  const { file, path, rule, mode, profile } = options;
  return {
    id: rule.id,
    when: rule.when,
    effect: effectOf(rule),
    because: rule.because,
    mode: rule.mode ?? mode,
    expires: rule.expires === undefined ? null : (endOf(rule.expires) ?? NEVER),
    origin: { file: file.name, line: file.locate(path, 'value').line },
    profile,
  };
}

function effectOf(rule: RuleShape): RuleEffect {
  if (rule.require === undefined) return { kind: rule.block === true ? 'block' : 'hold' };
  const { signoffs, two_person, evidence } = rule.require;
  return {
    kind: 'require',
    signoffs: signoffs.map(({ count, level, from }) => ({ count, level: level ?? null, from })),
    twoPerson: two_person,
    evidence: [...new Set(evidence)],
  };
}

interface RulePlace {
  readonly file: YamlFile;
  readonly path: NodePath;
  readonly known: Known;
}

function ruleProblems(place: RulePlace, rule: RuleShape): readonly ConfigurationProblem[] {
  const wrong = (
    step: NodePath,
    what: { code: string; message: string; suggestion?: string | null },
  ): ConfigurationProblem => problemAt(place.file, [...place.path, ...step], { ...what, rule: rule.id });
  const problems: ConfigurationProblem[] = [];
  const effects = [rule.require, rule.hold, rule.block].filter((effect) => effect !== undefined).length;
  if (effects !== 1) {
    const message = `rule ${quoted(rule.id)} must have exactly one of require, hold, block`;
    problems.push(wrong([], { code: 'bad-effect', message }));
  }
  const { require } = rule;
  if (require !== undefined && !require.two_person && require.signoffs.length + require.evidence.length === 0) {
    problems.push(
      wrong(['require'], {
        code: 'empty-requirement',
        message: 'asks for nothing; name sign-offs, two_person or evidence',
      }),
    );
  }
  if (rule.expires !== undefined && endOf(rule.expires) === null)
    problems.push(wrong(['expires'], badDate(rule.expires)));
  return [...problems, ...conditionProblems(place, rule), ...fromProblems(place, rule)];
}

function conditionProblems(place: RulePlace, rule: RuleShape): readonly ConfigurationProblem[] {
  const compiled = compileCondition(rule.when);
  if (compiled.ok) return [];
  return compiled.rejection.map(({ code, message, suggestion }) =>
    problemAt(place.file, [...place.path, 'when'], { code, message, suggestion, rule: rule.id }),
  );
}

function fromProblems({ file, path, known }: RulePlace, rule: RuleShape): readonly ConfigurationProblem[] {
  return (rule.require?.signoffs ?? []).flatMap(({ from }, index) => {
    if (from === 'anyone' || from === 'owners' || known === null || isKnownReference(known, from)) return [];
    return problemAt(file, [...path, 'require', 'signoffs', index, 'from'], {
      code: 'unknown-group',
      message: `${quoted(from)} is not anyone, owners, a team or a person of the configuration`,
      suggestion: didYouMean(from, ['anyone', 'owners', ...known.references]),
      rule: rule.id,
    });
  });
}

function windowProblems(
  place: { readonly file: YamlFile; readonly path: NodePath },
  window: { readonly id: string; readonly starts: Instant | null; readonly ends: Instant | null },
): readonly ConfigurationProblem[] {
  const { file, path } = place;
  const { id, starts, ends } = window;
  if (starts === null) return [problemAt(file, [...path, 'starts'], badDate('starts'))];
  if (ends === null) return [problemAt(file, [...path, 'ends'], badDate('ends'))];
  if (ends > starts) return [];
  const message = `profile ${quoted(id)} ends before it starts`;
  return [problemAt(file, [...path, 'ends'], { code: 'profile-ends-before-it-starts', message })];
}

function badDate(written: string): { code: string; message: string } {
  return { code: 'bad-date', message: `${quoted(written)} is not a day of the calendar` };
}
