import { type SqlFinding, type StatementReading, tableKey } from './model.ts';
import { SQL_RULES, type SqlRuleName } from './rule.ts';

/**
 * What remains of the statements of one migration, in order: what acts on a table that the migration made itself harms
 * nobody, a view that is dropped and made again is replaced, a column that it added loses nothing when it is filled, one
 * that a later statement gives a default is not required of the version before, and a table that is copied, dropped and
 * renamed is rebuilt.
 */
export function settle(statements: readonly StatementReading[]): readonly SqlFinding[] {
  const known = { tables: new Map<string, 'certain' | 'if-absent'>(), columns: new Set<string>() };
  const copies = statements.flatMap((each) => each.copies);
  const renames = statements.flatMap((each) => each.renames);
  const lastMade = new Map<string, number>();
  const lastFilled = new Map<string, number>();
  for (const [index, statement] of statements.entries()) {
    for (const name of statement.makes) lastMade.set(name.toLowerCase(), index);
    for (const column of statement.defaults.flatMap(spellings)) lastFilled.set(column, index);
  }
  const found: SqlFinding[] = [];
  for (const [index, statement] of statements.entries()) {
    for (const finding of statement.findings) {
      const dropped = `${finding.rule} ${finding.object}`.toLowerCase();
      const again = (lastMade.get(dropped) ?? -1) >= index;
      const filled =
        finding.rule === 'add-required-column' && (lastFilled.get(tableKey(finding.object)) ?? -1) >= index;
      if (filled) continue;
      if (isRebuild(finding, copies, renames)) found.push({ ...finding, rule: 'rebuild-table' });
      else found.push(...onKnown(again ? replaced(finding) : finding, known));
    }
    for (const [table, creation] of statement.creates) known.tables.set(table, creation);
    for (const column of statement.adds) known.columns.add(column);
    for (const { from, to } of statement.renames) {
      const creation = known.tables.get(from);
      if (creation !== undefined) known.tables.set(to, creation);
    }
  }
  return found;
}

interface Known {
  readonly tables: ReadonlyMap<string, 'certain' | 'if-absent'>;
  readonly columns: ReadonlySet<string>;
}

/** T-SQL's variables and temporary tables end with their session. */
const OF_SESSION = /^(?:[@#]|tempdb\.)/;

function onKnown(finding: SqlFinding, known: Known): readonly SqlFinding[] {
  if (finding.table !== null && OF_SESSION.test(finding.table)) return [];
  const creation = finding.table === null ? undefined : known.tables.get(finding.table);
  if (creation === 'certain') return [];
  if (creation === 'if-absent') {
    const loses = SQL_RULES[finding.rule].effects.some((effect) => effect === 'data-losing');
    return loses ? [{ ...finding, certainty: 'possible' }] : [];
  }
  const columns = finding.overwrites ?? [];
  if (columns.length > 0 && columns.every((column) => known.columns.has(column))) {
    return finding.rule === 'update-all' ? [{ ...finding, rule: 'fill-column' }] : [];
  }
  // A column added above is empty: what it is required to hold was not required before.
  if (finding.rule === 'drop-column' && known.columns.has(finding.object.toLowerCase())) return [];
  return [finding];
}

/** Parts of a name before which an application may end: more than any has, and few enough for hostile names. */
const APPLICATION_PARTS = 8;

/** A column as SQL names it, and as Django may: by its model, whose table has the name of its application before it. */
function spellings(column: string): readonly string[] {
  const names = [column];
  for (let at = column.indexOf('_'); at >= 0 && names.length <= APPLICATION_PARTS; at = column.indexOf('_', at + 1)) {
    if (at > column.indexOf('.')) break;
    names.push(column.slice(at + 1));
  }
  return names;
}

const REPLACED: Readonly<Record<string, SqlRuleName>> = {
  'drop-view': 'replace-view',
  'drop-function': 'replace-function',
  'drop-trigger': 'replace-trigger',
  'drop-policy': 'change-policy',
};

function replaced(finding: SqlFinding): SqlFinding {
  const rule = REPLACED[finding.rule];
  return rule === undefined ? finding : { ...finding, rule };
}

/** SQLite cannot change most of a table: a new one is filled from the old, which is dropped and whose name is given to it. */
function isRebuild(
  finding: SqlFinding,
  copies: StatementReading['copies'],
  renames: StatementReading['renames'],
): boolean {
  if (finding.rule !== 'drop-table') return false;
  return copies.some(
    ({ from, to }) => from === finding.table && renames.some((rename) => rename.from === to && rename.to === from),
  );
}
