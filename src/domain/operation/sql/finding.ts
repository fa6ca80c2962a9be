import type { FilePath } from '../../change/index.ts';
import type { Operation } from '../model.ts';
import { operationsOf } from '../rule.ts';
import type { SqlFinding } from './model.ts';
import { SQL_RULES } from './rule.ts';

/** Findings of one file with the words of their rules. */
export function sqlOperations(findings: readonly SqlFinding[], path: FilePath): readonly Operation[] {
  return operationsOf(
    'sql',
    SQL_RULES,
    findings.map(({ rule, object, line, certainty }) => ({
      rule,
      path,
      line,
      object,
      what: `${SQL_RULES[rule].does} ${object}`,
      ...(certainty !== undefined && { certainty }),
    })),
  );
}
