import { closest, distance } from 'fastest-levenshtein';
import { FACT_TABLE, type FactType, factDefinition } from './fact-table.ts';

/** Furthest misspelling that a suggestion is made for. */
const MAX_DISTANCE = 4;

/** What is wrong with facts that somebody wrote by hand, one sentence each: unknown names, values of the wrong type. */
export function factProblems(facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>): readonly string[] {
  return Object.entries(facts).flatMap(([group, members]) =>
    Object.entries(members).flatMap(([member, value]) => factProblem(`${group}.${member}`, value)),
  );
}

/** Whether a value is one that a fact of this type can have. */
export function isOfType(type: FactType, value: unknown): boolean {
  switch (type) {
    case 'int':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'list<string>':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
}

/** The known fact name that a misspelled one probably means; `null` where none is near. */
export function nearestFact(name: string): string | null {
  const candidate = closest(
    name,
    FACT_TABLE.map((fact) => fact.name),
  );
  return distance(name, candidate) <= MAX_DISTANCE ? candidate : null;
}

function factProblem(name: string, value: unknown): readonly string[] {
  const definition = factDefinition(name);
  if (definition === undefined) {
    const meant = nearestFact(name);
    return [`there is no fact ${name}${meant === null ? '' : `; did you mean ${meant}?`}`];
  }
  if (!isOfType(definition.type, value)) return [`${name} must be ${definition.type}, not ${JSON.stringify(value)}`];
  const texts = Array.isArray(value) ? value : [value];
  const impossible =
    definition.values === null ? [] : texts.filter((text) => !definition.values?.includes(String(text)));
  return impossible.map(
    (text) => `${name} is never ${JSON.stringify(text)}; it is one of ${definition.values?.join(', ')}`,
  );
}
