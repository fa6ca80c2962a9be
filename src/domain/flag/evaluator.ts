import { isList, isObject, member, sizeOf } from './json.ts';
import { type Json, MAX_ALL_TARGETING, MAX_TARGETING } from './model.ts';
import { type Path, type ProblemList, shown } from './problem.ts';

/**
 * Puts shared rules (`$evaluators`) where `{"$ref": "NAME"}` stands. They are put in here and not by the library, which does it in
 * the text: rules that refer to one another would grow without bound there, and a name that is not known would stay a rule.
 */
export function resolveReferences(targeting: Json, given: Resolving): Json {
  const { evaluators, path, problems, budget } = given;
  let left = MAX_TARGETING;
  const resolved = (value: Json, at: Path, isInside: boolean): Json => {
    if (left <= 0 || budget.left <= 0) return null;
    left -= 1;
    budget.left -= 1;
    if (isList(value)) return value.map((item, index) => resolved(item, [...at, index], isInside));
    if (!isObject(value)) return value;
    const name = member(value, '$ref');
    if (name === undefined) {
      const entries = Object.entries(value).map(
        ([key, item]) => [key, resolved(item, [...at, key], isInside)] as const,
      );
      return Object.fromEntries(entries);
    }
    if (typeof name !== 'string' || Object.keys(value).length > 1) {
      problems.error('bad-reference', at, '`$ref` stands alone and names a rule of $evaluators');
      return null;
    }
    if (isInside) {
      problems.error('nested-reference', at, `a rule of $evaluators refers to ${shown(name)}; write it out there`);
      return null;
    }
    const rule = evaluators.get(name);
    if (rule === undefined) {
      problems.error('unknown-evaluator', at, `there is no rule ${shown(name)} in $evaluators`);
      return null;
    }
    return resolved(rule, at, true);
  };
  const answer = resolved(targeting, path, false);
  if (left <= 0) {
    problems.error('targeting-too-large', path, `it holds more than ${MAX_TARGETING} values; split the flag`);
    return null;
  }
  if (budget.left <= 0) {
    problems.error('targeting-too-large', path, `all flags together hold more than ${MAX_ALL_TARGETING} values`);
    return null;
  }
  return answer;
}

export interface Resolving {
  readonly evaluators: ReadonlyMap<string, Json>;
  readonly path: Path;
  readonly problems: ProblemList;
  /** Values that all targeting of the set may still hold; counted down here. */
  readonly budget: { left: number };
}

/** Shared rules by name; each within the size of one flag's targeting. */
export function evaluatorsOf(value: Json | undefined, problems: ProblemList): ReadonlyMap<string, Json> {
  if (value === undefined) return new Map();
  if (!isObject(value)) {
    problems.error('bad-evaluators', ['$evaluators'], '$evaluators holds rules by name');
    return new Map();
  }
  const entries = Object.entries(value).filter(([name, rule]) => {
    if (sizeOf(rule, MAX_TARGETING) <= MAX_TARGETING) return true;
    problems.error('targeting-too-large', ['$evaluators', name], `it holds more than ${MAX_TARGETING} values`);
    return false;
  });
  return new Map(entries);
}
