import { type SqlFinding, type SqlNode, tableKey } from './model.ts';
import type { SqlRuleName } from './rule.ts';
import { dotted, isSet, listOf, textOf } from './tree.ts';

/** What adding a constraint to a table does; `NOT VALID` spares the scan, not the refused writes. */
export function readConstraint(
  constraint: SqlNode,
  { name, line }: { readonly name: string; readonly line: number },
): readonly SqlFinding[] {
  const rule = ruleOf(constraint);
  if (rule === null) return [];
  const label =
    textOf(constraint, 'conname') || dotted(listOf(constraint, 'keys')) || dotted(listOf(constraint, 'fk_attrs'));
  return [{ rule, object: label === '' ? name : `${label} on ${name}`, table: tableKey(name), line }];
}

function ruleOf(constraint: SqlNode): SqlRuleName | null {
  const unchecked = isSet(constraint, 'skip_validation');
  switch (textOf(constraint, 'contype')) {
    case 'CONSTR_CHECK':
      return unchecked ? 'add-check-not-valid' : 'add-check';
    case 'CONSTR_NOTNULL':
      return unchecked ? 'add-check-not-valid' : 'set-not-null';
    case 'CONSTR_FOREIGN':
      return unchecked ? 'add-foreign-key-not-valid' : 'add-foreign-key';
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
    case 'CONSTR_EXCLUSION':
      return textOf(constraint, 'indexname') === '' ? 'add-unique' : 'add-unique-using-index';
    default:
      return 'unparsed';
  }
}
