import { parseArgs } from 'node:util';
import { readPlan } from '../../src/adapter/plan-file/index.ts';
import { loadPostgresParser } from '../../src/adapter/sql/index.ts';
import {
  isSquawkEffect,
  type Operation,
  readMigration,
  type SquawkFinding,
  squawkOperations,
} from '../../src/domain/operation/index.ts';
import { type ExpectedOperation, type OperationCase, readCases } from './case.ts';
import { runSquawk, SQUAWK } from './squawk.ts';

/** Benchmark of destructive operations: `./script/bench operation [--data DIR] [--squawk PATH] [--json]`. See README.md. */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'test/operation-cases' },
    squawk: { type: 'string' },
    repository: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

/** Effects that are asked of both; squawk looks at PostgreSQL migrations only. */
const COMPARED = ['data-losing', 'old-code-breaking', 'new-data-unreadable', 'lock-hazard', 'opaque'] as const;

interface Answer {
  readonly case: OperationCase;
  readonly found: readonly Operation[];
  /** Expected and not found, found and not expected. */
  readonly missed: number;
  readonly extra: number;
  readonly squawk: readonly SquawkFinding[] | null;
}

const cases = readCases(options.data);
const parser = await loadPostgresParser();
const postgres = cases.filter((each) => each.group === 'postgresql');
const squawk = runSquawk(
  postgres.map((each) => each.text),
  options.squawk ?? null,
);
const answers: Answer[] = [];
for (const each of cases) {
  const found = await operationsOf(each);
  const wanted = each.expected.map((expected) => keyOf(expected));
  const had = found.map((operation) =>
    keyOf({ ...operation, line: operation.place.line, object: operation.place.object }),
  );
  answers.push({
    case: each,
    found,
    missed: without(wanted, had),
    extra: without(had, wanted),
    squawk: squawk?.[postgres.indexOf(each)] ?? null,
  });
}

const exact = (some: readonly Answer[]) => ({
  cases: some.length,
  exact: some.filter((each) => each.missed + each.extra === 0).length,
  operations: some.reduce((sum, each) => sum + each.case.expected.length, 0),
  missed: some.reduce((sum, each) => sum + each.missed, 0),
  extra: some.reduce((sum, each) => sum + each.extra, 0),
});
const groups = (['migration', 'plan'] as const).flatMap((kind) =>
  (['first', 'held-out'] as const).map((part) => ({
    kind,
    part,
    ...exact(answers.filter((each) => each.case.kind === kind && each.case.part === part)),
  })),
);
const compared = answers.filter((each) => each.squawk !== null);
const byEffect = COMPARED.map((effect) => {
  const asked = compared.flatMap((each) =>
    each.case.expected.filter(({ effects }) => effects.includes(effect)).map((expected) => ({ each, expected })),
  );
  return {
    effect,
    n: asked.length,
    ours: asked.filter(({ each, expected }) => saidByUs(each, expected, effect)).length,
    squawk: asked.filter(({ each, expected }) => saidBySquawk(each, expected, effect)).length,
    squawkAtAll: asked.filter(({ each, expected }) => saidBySquawk(each, expected, null)).length,
  };
});
const harmless = compared.filter((each) => each.case.expected.length === 0);
const falseAlarms = {
  n: harmless.length,
  ours: harmless.filter((each) => each.found.length > 0).length,
  squawk: harmless.filter((each) => (each.squawk ?? []).some(({ rule }) => isSquawkEffect(rule))).length,
};

const report = {
  schema: 'firebreak.bench-operation/v1',
  squawk: squawk === null ? null : SQUAWK,
  groups,
  byEffect,
  falseAlarms,
  cases: answers.map((each) => ({
    name: each.case.name,
    kind: each.case.kind,
    part: each.case.part,
    group: each.case.group,
    expected: each.case.expected.map(keyOf),
    found: each.found.map(({ rule, place, effects }) =>
      keyOf({ rule, effects, line: place.line, object: place.object }),
    ),
    squawk:
      each.squawk?.filter(({ rule }) => isSquawkEffect(rule)).map(({ rule, line }) => `${line} | ${rule}`) ?? null,
  })),
};
process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : textOf());

async function operationsOf(each: OperationCase): Promise<readonly Operation[]> {
  if (each.kind === 'plan') {
    return (await readPlan(once(Buffer.from(each.text)), each.path)).operations;
  }
  const pair = { path: each.path, before: null, after: each.text };
  return readMigration(pair, { parser, dialect: each.dialect })?.operations ?? [];
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function keyOf({ line, rule, object, effects }: ExpectedOperation): string {
  return [...(line === null ? [] : [line]), rule, object, effects.join(' ')].join(' | ');
}

function without(some: readonly string[], others: readonly string[]): number {
  const left = [...others];
  return some.filter((each) => {
    const at = left.indexOf(each);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  }).length;
}

function saidByUs(each: Answer, expected: ExpectedOperation, effect: string): boolean {
  return each.found.some(
    (operation) => operation.place.line === expected.line && operation.effects.some((found) => found === effect),
  );
}

/** squawk points into a statement: anything from its first line up to the next expected line counts for it. */
function saidBySquawk(each: Answer, expected: ExpectedOperation, effect: string | null): boolean {
  const from = expected.line ?? 1;
  const next = Math.min(...each.case.expected.flatMap(({ line }) => (line !== null && line > from ? [line] : [])));
  const near = (each.squawk ?? []).filter(({ line }) => line !== null && line >= from && line < next);
  return squawkOperations(near).some(
    (operation) => effect === null || operation.effects.some((found) => found === effect),
  );
}

function textOf(): string {
  const lines = ['| cases | n | read exactly | operations | missed | extra |', '|---|---|---|---|---|---|'];
  for (const { kind, part, cases: n, exact: right, operations, missed, extra } of groups) {
    lines.push(`| ${kind}s, ${part} | ${n} | ${right} | ${operations} | ${missed} | ${extra} |`);
  }
  if (squawk === null) return `${lines.join('\n')}\n\nsquawk could not be run (give its path with --squawk).\n`;
  lines.push(
    '',
    `| effect, ${postgres.length} PostgreSQL cases | n | Firebreak | ${SQUAWK} says this effect | says anything |`,
    '|---|---|---|---|---|',
  );
  for (const each of byEffect) {
    lines.push(`| ${each.effect} | ${each.n} | ${each.ours} | ${each.squawk} | ${each.squawkAtAll} |`);
  }
  lines.push(`| harmless cases with an alarm | ${falseAlarms.n} | ${falseAlarms.ours} | | ${falseAlarms.squawk} |`, '');
  lines.push('| case | Firebreak | squawk |', '|---|---|---|');
  for (const each of compared) {
    const ours = [...new Set(each.found.map(({ rule }) => rule.replace('sql/', '')))].join(', ');
    const theirs = [...new Set((each.squawk ?? []).map(({ rule }) => rule).filter(isSquawkEffect))].join(', ');
    lines.push(`| ${each.case.name} | ${ours || '-'} | ${theirs || '-'} |`);
  }
  return `${lines.join('\n')}\n`;
}
