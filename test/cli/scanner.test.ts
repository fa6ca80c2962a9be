import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld } from '../../src/world.ts';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

const CONFIGURATION = `version: 1
services:
  rest: { tier: 2, paths: ["**"] }
policy:
  use: []
  mode: enforce
  rules:
    - { id: no-errors, when: scanner.errors > 0, hold: true, because: A scanner found an error on a changed line. }
`;

const lines = (count: number, changes: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: count }, (_, at) => `${changes[at + 1] ?? `line ${at + 1}`}\n`).join('');

let repository: TestRepository;
beforeAll(() => {
  repository = makeRepository();
  repository.import(
    [
      {
        id: 'root',
        message: 'Start',
        files: {
          'firebreak.yaml': CONFIGURATION,
          'src/pay.ts': lines(40),
          'src/old name.ts': lines(30),
          'src/other.ts': lines(9),
          'src/gone.ts': lines(9),
        },
      },
      {
        id: 'topic',
        parents: ['root'],
        message: 'Change payment',
        files: {
          // Two lines in front move everything down: new lines 1, 2 and 22.
          'src/pay.ts': `new\nnew\n${lines(40, { 20: 'changed' })}`,
          'src/old name.ts': null,
          'src/new name.ts': lines(30, { 30: 'changed' }),
          'src/added.ts': lines(3),
          'src/gone.ts': null,
          'logo.bin': Buffer.from([0, 1, 2]),
        },
      },
    ],
    { branches: { main: 'root', topic: 'topic' } },
  );
  repository.git('checkout', '--quiet', 'topic');
});
afterAll(removeFolders);

let count = 0;
function sarif(results: readonly object[], changes: object = {}): string {
  count += 1;
  const path = join(repository.path, '.git', `${count}.sarif`);
  const base = { tool: { driver: { name: 'semgrep' } }, results, ...changes };
  writeFileSync(path, JSON.stringify({ version: '2.1.0', runs: [base] }));
  return path;
}

function result(uri: string, startLine: number | null, changes: object = {}): object {
  const region = startLine === null ? undefined : { startLine };
  return {
    ruleId: 'sql',
    level: 'error',
    message: { text: 'Built from input' },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
    ...changes,
  };
}

async function check(...files: readonly string[]) {
  const argv = ['check', '--base', 'main', '--json', ...files.flatMap((file) => ['--sarif', file])];
  const { out, err } = await run(argv, { cwd: repository.path });
  const document = JSON.parse(out);
  expect(misfits('decision', document), err).toEqual([]);
  return document;
}

describe('check --sarif', () => {
  it('holds by findings on lines of the new content, not of the old', async () => {
    expect(await check(sarif([result('src/pay.ts', 22)]))).toMatchObject({
      decision: 'hold',
      blockers: [{ rule: 'no-errors', where: [{ path: 'src/pay.ts' }] }],
      scanner: { on_changed_lines: 1, findings: [{ path: 'src/pay.ts', line: 22, on: 'changed-line' }] },
    });
    // Line 20 was the changed one before two lines came in front of it.
    expect(await check(sarif([result('src/pay.ts', 20)]))).toMatchObject({
      decision: 'allow',
      scanner: { on_changed_lines: 0, in_changed_files: 1 },
    });
  });

  it('finds its lines in renamed, added and binary files, and names what is not mapped', async () => {
    const places = ['src/new%20name.ts', 'src/added.ts', 'logo.bin', 'src/gone.ts', '../x', 'src/other.ts'];
    const { scanner } = await check(sarif(places.map((uri, at) => result(uri, at === 0 ? 30 : 2))));
    expect(scanner).toMatchObject({ on_changed_lines: 3, in_changed_files: 0, elsewhere: 1, unmapped: 2 });
    expect(scanner.unmapped_places.map(({ stated }: { stated: string }) => stated)).toEqual(['../x', 'src/gone.ts']);
  });

  it('does not know the facts without a report, nor by one that is not whole, and then holds', async () => {
    for (const files of [
      [],
      [sarif([], { results: undefined })],
      [sarif([], { invocations: [{ executionSuccessful: false }] })],
    ]) {
      const document = await check(...files);
      expect(document).toMatchObject({ decision: 'hold', unevaluable: [{ rule: 'no-errors' }] });
    }
  });

  it('reads several reports together and keeps apart what is suppressed or was there before', async () => {
    const first = sarif([result('src/pay.ts', 1, { suppressions: [{ kind: 'inSource' }] })]);
    const second = sarif([result('src/pay.ts', 2, { baselineState: 'unchanged' })], {
      tool: { driver: { name: 'codeql' } },
    });
    expect(await check(first, second)).toMatchObject({
      decision: 'allow',
      scanner: { tools: ['codeql', 'semgrep'], on_changed_lines: 0, suppressed: 1, unchanged: 1 },
    });
  });

  it('judges staged content and landed changes as well', async () => {
    const file = sarif([result('src/pay.ts', 5), result('src/pay.ts', 22)]);
    repository.git('checkout', '--quiet', '-b', 'staging');
    writeFileSync(join(repository.path, 'src/pay.ts'), `new\nnew\n${lines(40, { 3: 'staged', 20: 'changed' })}`);
    repository.git('add', 'src/pay.ts');
    for (const [selector, at] of [
      [['--staged'], 5],
      [['--change', 'main'], null],
    ] as const) {
      const { out } = await run(['check', ...selector, '--json', '--sarif', file], { cwd: repository.path });
      const found = JSON.parse(out).scanner.findings.filter(({ on }: { on: string }) => on === 'changed-line');
      expect(found.map(({ line }: { line: number }) => line)).toEqual(at === null ? [5, 22] : [at]);
    }
    repository.git('reset', '--quiet', '--hard');
    repository.git('checkout', '--quiet', 'topic');
  });

  it('shows hostile text in a report only in printable form', async () => {
    const hostile = '\u001b[31m\n::error::x\u202e';
    const file = sarif([result('src/pay.ts', 1, { ruleId: hostile, message: { text: hostile } }), result(hostile, 1)]);
    const { out } = await run(['check', '--base', 'main', '--sarif', file], { cwd: repository.path });
    expect(out).not.toMatch(/\u001b\[31m|^::error|\u202e/m);
    expect(out).toContain('Scanned');
  });

  it('refuses a broken report with its name and the place, and more reports than anybody gives', async () => {
    const file = join(repository.path, '.git', 'cut.sarif');
    writeFileSync(file, '{"runs": [{"results": [');
    const cut = await run(['check', '--base', 'main', '--sarif', file, '--json'], { cwd: repository.path });
    expect(cut.exit).toBe(2);
    expect(JSON.parse(cut.out)).toMatchObject({ code: 'sarif-truncated' });
    const many = Array.from({ length: 51 }, (_, at) => ['--sarif', `${at}.sarif`]).flat();
    expect((await run(['check', ...many], { cwd: repository.path })).exit).toBe(2);
  });
});

describe('risk --sarif', () => {
  const risk = async (...files: readonly string[]) => {
    const argv = ['risk', '--base', 'main', '--json', ...files.flatMap((file) => ['--sarif', file])];
    return JSON.parse((await run(argv, { cwd: repository.path })).out);
  };

  it('adds named, bounded points for findings on changed lines, and says what would lower them', async () => {
    const plain = await risk();
    const one = await risk(sarif([result('src/pay.ts', 22)]));
    const many = await risk(
      sarif(Array.from({ length: 200 }, (_, at) => result('src/pay.ts', 22, { ruleId: `r${at}` }))),
    );
    expect(one.risk.score - plain.risk.score).toBeCloseTo(0.06, 9);
    expect(many.risk.score).toBeCloseTo(one.risk.score, 9);
    expect(one.risk.factors.map(({ text }: { text: string }) => text).join()).toContain(
      'sql of semgrep at src/pay.ts:22',
    );
    expect(one.would_lower.map(({ text }: { text: string }) => text).join()).toContain('resolve what semgrep reports');
  });

  it('is never lower for a report, whatever stands in it', async () => {
    const plain = await risk();
    const reports = [
      sarif([]),
      sarif([result('src/pay.ts', 22, { kind: 'pass' }), result('src/pay.ts', 22, { suppressions: [{}] })]),
      sarif([result('src/pay.ts', 22, { level: 'note' }), result('nowhere', 1)]),
    ];
    for (const report of reports) expect((await risk(report)).risk.score).toBe(plain.risk.score);
  });

  it('reads a report through the port with the whole wiring of the program', async () => {
    const world = makeWorld({ variables: {}, now: () => 0 as never });
    const [first] = await world.readScannerReport(sarif([result('src/pay.ts', 1)]), { root: repository.path });
    expect(first).toMatchObject({ tool: 'semgrep', findings: [{ rule: 'sql' }] });
  });
});
