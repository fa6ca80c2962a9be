import type { FilePath } from '../../change/index.ts';
import { readChangelog } from './changelog.ts';
import {
  AROUND,
  type CallRule,
  CSHARP_CALLS,
  JAVASCRIPT_CALLS,
  namedLiteral,
  PHP_CALLS,
  PYTHON_CALLS,
  positionalOf,
  RUBY_CALLS,
  type Selector,
} from './code-call.ts';
import { argumentsAt, maskComments, statementTail, textLiterals, upCode } from './code-text.ts';
import type { MigrationLanguage } from './migration-file.ts';
import { NOTHING, type SqlFinding, type Statement, type StatementReading, tableKey } from './model.ts';
import { settle } from './settle.ts';

const CALLS: Readonly<Record<Exclude<MigrationLanguage, 'sql' | 'changelog'>, readonly CallRule[]>> = {
  ruby: RUBY_CALLS,
  python: PYTHON_CALLS,
  php: PHP_CALLS,
  javascript: JAVASCRIPT_CALLS,
  csharp: CSHARP_CALLS,
};

/** Calls that hand SQL to the database. */
const RAW =
  /(?:(?<![\w.])execute|\bop\.execute|\bRunSQL|\bDB::(?:statement|unprepared|delete|update)|\.raw|\.query|\.addSql|->addSql|->execute|->query|\bpgm\.sql|\bmigrationBuilder\.Sql|\bsafety_assured\s*\{\s*execute|\bschema_editor\.execute)(?=\s*[(\s"'<`])/g;
/** Blocks that name the table of the calls within; those that make it come first. */
const BLOCK =
  /\b(?:(create_table|Schema::create|createTable|CreateTable|migrations\.CreateModel)|change_table|Schema::(?:connection\([^)\n]{0,60}\)->)?table|alterTable|batch_alter_table|(?:schema|knex)\.table|->table|DB::table)\s*\(?\s*(?:name\s*[:=]\s*)?(?:['"`:])([\w.]{1,100})/g;
/** Rows changed through a model. */
const BULK =
  /\b([A-Z][\w:]{0,100})\s*(?:\.(?:all|unscoped|where\([^)\n]{0,200}\)|objects))*\.(delete_all|destroy_all|update_all)\b/g;

/**
 * What a migration in a program's language does: the calls that its framework gives a meaning, and SQL in string
 * literals through `sql`. Down parts, comments and Django's `state_operations` are left out. Code that is not one of
 * these calls is not judged.
 */
export function readCode(
  text: string,
  {
    language,
    sql,
  }: {
    readonly path: FilePath;
    readonly language: MigrationLanguage;
    readonly sql: (statement: Statement) => StatementReading;
  },
): readonly SqlFinding[] {
  if (language === 'sql') return [];
  if (language === 'changelog') return settle(readChangelog(text, sql));
  const code = upCode(maskComments(text, language), language);
  const lineAt = lineCounter(code);
  const blocks = [...code.matchAll(BLOCK)].map((match) => ({
    at: match.index,
    table: match[2] ?? '',
    makes: match[1] !== undefined,
  }));
  const found: { readonly at: number; readonly reading: StatementReading }[] = [];
  for (const { at, table, makes } of blocks) {
    if (makes) found.push({ at, reading: { ...NOTHING, creates: new Map([[tableKey(table), 'certain']]) } });
  }
  for (const { at, rule, args } of callsOf(code, CALLS[language])) {
    const around = blocks.findLast((block) => block.at < at)?.table ?? '';
    // Within `with op.batch_alter_table("t") as batch_op` the table is left out.
    const batch = code.slice(Math.max(0, at - 9), at) === 'batch_op.' && around !== '';
    const findings = findingsOf(batch ? withinBatch(rule) : rule, {
      args,
      tail: statementTail(code, at),
      around,
      line: lineAt(at),
    });
    const added = /add_?(?:column|field)$/i.test(rule.call) ? addedBy(rule, args, around) : [];
    found.push({ at, reading: { ...NOTHING, findings, adds: added } });
  }
  for (const match of code.matchAll(BULK)) {
    if (fillsNull(code, match)) continue;
    const rule = match[2] === 'update_all' ? 'update-rows' : match[0].includes('where') ? 'delete-rows' : 'delete-all';
    const finding: SqlFinding = { rule, object: match[1] ?? '', table: null, line: lineAt(match.index) };
    found.push({ at: match.index, reading: { ...NOTHING, findings: [finding] } });
  }
  for (const match of code.matchAll(RAW)) {
    found.push({
      at: match.index,
      reading: rawSql(code, { at: match.index + match[0].length, language, lineAt, sql }),
    });
  }
  return settle(found.sort((one, other) => one.at - other.at).map((each) => each.reading));
}

function withinBatch(rule: CallRule): CallRule {
  return { ...rule, table: AROUND, member: 0 };
}

/** `where(x: nil).update_all(x: ...)` overwrites nothing. */
function fillsNull(code: string, match: RegExpExecArray): boolean {
  const column = /\.where\((\w{1,100}): nil\)\.update_all$/.exec(match[0])?.[1];
  if (column === undefined) return false;
  const assigned =
    /^\(([^\n]{0,300})/.exec(code.slice(match.index + match[0].length, match.index + match[0].length + 320))?.[1] ?? '';
  const names = [...assigned.matchAll(/(\w{1,100}): /g)].map((each) => each[1]);
  return names.length === 1 && names[0] === column;
}

interface Call {
  readonly at: number;
  readonly rule: CallRule;
  readonly args: string;
}

function callsOf(code: string, rules: readonly CallRule[]): readonly Call[] {
  const byName = new Map(rules.map((rule) => [rule.call, rule]));
  const escaped = rules
    .map((rule) => rule.call.replace(/[.$()>]/g, '\\$&'))
    .sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(?<![\\w$])(${escaped.join('|')})(?:<[^>()\\n]{0,80}>)?(?=\\s*[( :'"])`, 'g');
  const calls: Call[] = [];
  for (const match of code.matchAll(patternAtName(pattern))) {
    const rule = byName.get(match[1] ?? '');
    // `def drop_table(...)` says what the name does, it does not do it.
    if (rule === undefined || /\b(?:def|function)\s+$/.test(code.slice(Math.max(0, match.index - 20), match.index)))
      continue;
    calls.push({ at: match.index, rule, args: argumentsAt(code, match.index + match[0].length) });
  }
  return calls;
}

/** Names that open with a mark follow an object, so no word boundary is asked for before them. */
function patternAtName(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace('(?<![\\w$])', '(?:(?<![\\w$])|(?=[.)-]))'), 'g');
}

function findingsOf(
  call: CallRule,
  {
    args,
    tail,
    around,
    line,
  }: { readonly args: string; readonly tail: string; readonly around: string; readonly line: number },
): readonly SqlFinding[] {
  const rule = typeof call.rule === 'string' ? call.rule : call.rule(args, tail);
  if (rule === null) return [];
  const table = select(call.table, args, around) || (rule === 'dynamic' ? (/\w+/.exec(args)?.[0] ?? '') : around);
  const members = membersOf(call, args, around);
  const column = /-column|-type$|not-null|drop-default/.test(rule);
  const objects =
    members.length === 0 ? [table] : members.map((member) => (column ? `${table}.${member}` : `${member} on ${table}`));
  const unsure = rule === 'create-index' || rule === 'drop-index' || rule === 'add-unique';
  return objects.map((object) => ({
    rule,
    object,
    table: tableKey(table),
    line,
    ...(unsure && { certainty: 'possible' as const }),
  }));
}

function membersOf(call: CallRule, args: string, around: string): readonly string[] {
  if (call.member === undefined) return [];
  if (call.rest === true && typeof call.member === 'number')
    return positionalOf(args).slice(call.member).flat().slice(0, 50);
  const one = select(call.member, args, around);
  return one === '' ? [] : [one];
}

function addedBy(call: CallRule, args: string, around: string): readonly string[] {
  const table = tableKey(select(call.table, args, around));
  return membersOf(call, args, around).map((member) => `${table}.${member.toLowerCase()}`);
}

function select(selector: Selector, args: string, around: string): string {
  if (typeof selector === 'number') return positionalOf(args)[selector]?.[0] ?? '';
  if (typeof selector === 'string') return namedLiteral(args, selector) ?? positionalOf(args)[0]?.[0] ?? '';
  return around;
}

/** SQL that is put together while it runs cannot be read. */
function rawSql(
  code: string,
  {
    at,
    language,
    lineAt,
    sql,
  }: {
    readonly at: number;
    readonly language: MigrationLanguage;
    readonly lineAt: (at: number) => number;
    readonly sql: (statement: Statement) => StatementReading;
  },
): StatementReading {
  const literal = textLiterals(code, at, language);
  if (literal !== null && !literal.interpolated) return sql({ text: literal.text, line: lineAt(literal.at) });
  const object = literal === null ? 'SQL that is not written here' : 'SQL with parts filled in';
  const opaque: SqlFinding = { rule: 'dynamic', object, table: null, line: lineAt(at) };
  const read = literal === null ? NOTHING : sql({ text: named(literal.text), line: lineAt(literal.at) });
  const findings = read.findings.filter((each) => each.rule !== 'unparsed');
  // What is filled in may name another column, so a default of it helps nobody for certain.
  return {
    ...read,
    defaults: [],
    findings: [...findings.map((each) => ({ ...each, certainty: 'possible' as const })), opaque],
  };
}

/** What is filled in while it runs, as a name, so that the words around it are read. */
function named(text: string): string {
  return text.replace(/[#$]\{[^{}\n]{0,100}\}|\{[\w.]{0,100}\}/g, (whole) => whole.replace(/\W/g, '_'));
}

function lineCounter(text: string): (at: number) => number {
  const starts: number[] = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
