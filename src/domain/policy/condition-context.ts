import type { ConditionContext } from './condition-environment.ts';
import type { Facts, FactValues } from './fact.ts';
import { isOfType } from './fact-check.ts';
import { FACT_TABLE, type FactType } from './fact-table.ts';

/** Facts as a condition sees them. A value that is not of its declared type is left out: unknown, never a guess. */
export function conditionContext(facts: Facts): ConditionContext {
  const context: Record<string, Record<string, unknown>> = {};
  for (const fact of FACT_TABLE) {
    const [group = '', member = ''] = fact.name.split('.');
    const members = context[group] ?? {};
    context[group] = members;
    const value = typed(fact.type, factValue(facts.values, fact.name));
    if (value !== undefined) members[member] = value;
  }
  return context;
}

/** The value of a dotted fact name; `undefined` = unknown. */
export function factValue(values: FactValues, name: string): unknown {
  const [group = '', member = ''] = name.split('.');
  const members = Object.hasOwn(values, group) ? values[group as keyof FactValues] : undefined;
  return members !== undefined && Object.hasOwn(members, member)
    ? (members as Readonly<Record<string, unknown>>)[member]
    : undefined;
}

/** Members of a list that are shown of a fact. */
const SHOWN_MEMBERS = 8;

/** A fact's value as text for people: lists are cut after a few members. */
export function showFact(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : String(value);
  const shown = value.slice(0, SHOWN_MEMBERS).join(', ');
  return value.length > SHOWN_MEMBERS ? `${shown}, and ${value.length - SHOWN_MEMBERS} more` : shown;
}

function typed(type: FactType, value: unknown): unknown {
  if (value === undefined || !isOfType(type, value)) return undefined;
  return type === 'int' ? BigInt(value as number) : value;
}
