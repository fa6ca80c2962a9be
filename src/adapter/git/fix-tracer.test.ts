import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  makeRepository,
  type Row,
  removeFolders,
  type TestRepository,
  temporaryFolder,
} from '../../../test/support/git-repository.ts';
import { traceFixes } from '../../control/index.ts';
import type { CommitId } from '../../domain/change/index.ts';
import { type FixEvidence, type FixTracer, originOf, type SuspectLine } from '../../domain/label/index.ts';
import { openFixTracer, rememberedTracer } from './index.ts';

afterAll(removeFolders);

const DAY = 86_400;
const START = 1_700_000_000;

/** Rows in a line, one day apart. */
function line(rows: readonly Omit<Row, 'parents' | 'at'>[]): Row[] {
  return rows.map((row, at) => ({
    ...row,
    at: START + at * DAY,
    ...(at === 0 ? {} : { parents: [rows[at - 1]?.id ?? ''] }),
  }));
}

async function traced(
  rows: readonly Row[],
  fix: string,
): Promise<{ ids: Record<string, string>; evidence: FixEvidence; repository: TestRepository }> {
  const repository = makeRepository();
  const ids = repository.import(rows);
  const tracer = await openFixTracer({ path: repository.path });
  return { ids, evidence: await tracer.trace(ids[fix] as CommitId), repository };
}

const places = (lines: readonly SuspectLine[], ids: Record<string, string>) => {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  return lines.map((one) => `${one.role} ${one.path}:${one.line} ${names.get(one.commit)}`);
};

const nameOf = (evidence: FixEvidence, ids: Record<string, string>): string => {
  const origin = originOf(evidence);
  if (origin.kind === 'no-answer') return origin.reason;
  return Object.entries(ids).find(([, id]) => id === origin.commit)?.[0] ?? 'unknown';
};

const FIRST = { 'price.ts': 'const rate = 2;\nconst base = 1;\nexport const price = base * rate;\n' };

describe('tracing a fix', () => {
  it('finds who wrote the line that the fix changed, and who wrote its neighbours', async () => {
    const { ids, evidence } = await traced(
      line([
        { id: 'first', files: FIRST },
        { id: 'bug', files: { 'price.ts': FIRST['price.ts'].replace('base * rate', 'base + rate') } },
        { id: 'fix', files: FIRST },
      ]),
      'fix',
    );
    expect(places(evidence.lines, ids)).toEqual(['changed price.ts:3 bug', 'neighbour price.ts:2 first']);
    expect(nameOf(evidence, ids)).toBe('bug');
    expect(evidence.gaps).toEqual([]);
  });

  it('never names the fix itself or anything later', async () => {
    const { ids, evidence } = await traced(
      line([
        { id: 'first', files: FIRST },
        { id: 'fix', files: { 'price.ts': 'const rate = 3;\nconst base = 1;\n' } },
        { id: 'later', files: { 'price.ts': 'const rate = 4;\n' } },
      ]),
      'fix',
    );
    expect(new Set(evidence.lines.map(({ commit }) => commit))).toEqual(new Set([ids['first']]));
  });

  it('looks through a new layout, and through commits that the repository asks to ignore', async () => {
    const bad = 'if (ready) {\nrun(1);\n}\n';
    const rows = (ignored: string) =>
      line([
        { id: 'bug', files: { 'a.ts': bad } },
        { id: 'layout', files: { 'a.ts': bad.replace('run', '    run') } },
        { id: 'rename', files: { 'a.ts': 'if (ready) {\n    RUN(1);\n}\n' } },
        { id: 'list', files: { '.git-blame-ignore-revs': ignored } },
        { id: 'fix', files: { 'a.ts': 'if (ready) {\n    RUN(2);\n}\n' } },
      ]);
    const plain = await traced(rows('# nothing\n'), 'fix');
    expect(nameOf(plain.evidence, plain.ids)).toBe('rename');
    const rename = plain.ids['rename'] ?? '';
    const hidden = await traced(rows(`# layout\n${rename}\nnot-a-commit --output=x\n${'e'.repeat(40)}\n`), 'fix');
    expect(hidden.ids['rename']).toBe(rename);
    expect(nameOf(hidden.evidence, hidden.ids)).toBe('bug');
  });

  it('gives no line for a fix that only adds a file, re-forms text or changes comments', async () => {
    const { ids, repository } = await traced(
      line([
        { id: 'first', files: { 'a.ts': '// old\nf(1, 2);\n' } },
        { id: 'layout', files: { 'a.ts': '// old\nf(\n  1,\n  2);\n' } },
        { id: 'comment', files: { 'a.ts': '// new\nf(\n  1,\n  2);\n' } },
        { id: 'addition', files: { 'b.ts': 'g();\n' } },
      ]),
      'first',
    );
    const tracer = await openFixTracer({ path: repository.path });
    for (const name of ['layout', 'comment', 'addition']) {
      const evidence = await tracer.trace(ids[name] as CommitId);
      expect([name, originOf(evidence)]).toEqual([name, { kind: 'no-answer', reason: 'no-line' }]);
    }
    expect(originOf(await tracer.trace(ids['first'] as CommitId))).toMatchObject({ reason: 'root-commit' });
  });

  it('answers by the neighbours where a fix only adds lines', async () => {
    const { ids, evidence } = await traced(
      line([
        { id: 'first', files: { 'a.py': 'a = 1\n\nd = 4\n' } },
        { id: 'bug', files: { 'a.py': 'a = 1\nb = 2\n\nd = 4\n' } },
        { id: 'fix', files: { 'a.py': 'a = 1\nb = 2\nc = 3\n\nd = 4\n' } },
      ]),
      'fix',
    );
    expect(places(evidence.lines, ids)).toEqual(['neighbour a.py:2 bug', 'neighbour a.py:4 first']);
    expect(originOf(evidence)).toMatchObject({ kind: 'found', by: 'neighbour', commit: ids['bug'] });
  });

  it('does not ask who wrote lines of more than a year before', async () => {
    const repository = makeRepository();
    const ids = repository.import([
      { id: 'bug', files: { 'a.ts': 'a();\nb();\nc();\n' }, at: START },
      { id: 'beside', parents: ['bug'], files: { 'a.ts': 'a();\nb();\nd();\n' }, at: START + 200 * DAY },
      { id: 'fix', parents: ['beside'], files: { 'a.ts': 'A();\nb();\nd();\n' }, at: START + 400 * DAY },
    ]);
    const tracer = await openFixTracer({ path: repository.path });
    const evidence = await tracer.trace(ids['fix'] as CommitId);
    expect(evidence).toMatchObject({ lines: [], older: { changed: 1, neighbour: 1 } });
    expect(originOf(evidence)).toEqual({ kind: 'no-answer', reason: 'too-old' });
  });

  it('follows a renamed file and reads a deleted one', async () => {
    const text = Array.from({ length: 20 }, (_, at) => `line${at}();\n`).join('');
    const { ids, evidence } = await traced(
      line([
        { id: 'first', files: { 'old.ts': text, 'gone.ts': 'gone();\n' } },
        { id: 'bug', files: { 'old.ts': text.replace('line7', 'wrong7') } },
        { id: 'fix', files: { 'old.ts': null, 'new.ts': text, 'gone.ts': null } },
      ]),
      'fix',
    );
    expect(places(evidence.lines, ids)).toContain('changed gone.ts:1 first');
    expect(places(evidence.lines, ids)).toContain('changed old.ts:8 bug');
    expect(nameOf(evidence, ids)).toBe('bug');
  });

  it('compares a merge with its first parent', async () => {
    const { ids, evidence } = await traced(
      [
        { id: 'bug', files: { 'a.ts': 'wrong();\n' }, at: START },
        { id: 'branch', parents: ['bug'], files: { 'a.ts': 'right();\n' }, at: START + DAY },
        { id: 'other', parents: ['bug'], files: { 'b.ts': 'b();\n' }, at: START + DAY },
        { id: 'merge', parents: ['other', 'branch'], files: { 'a.ts': 'right();\n' }, at: START + 2 * DAY },
      ],
      'merge',
    );
    expect(evidence.parent).toBe(ids['other']);
    expect(nameOf(evidence, ids)).toBe('bug');
  });

  it('survives paths and contents made to mislead', async () => {
    const names = [':(top)x.ts', '--output=x.ts', 'a b\tc\n"d".ts', '-L1,2.ts', '+++ b/x.ts'];
    const files = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
    const tricky = '-- a/x\n++ b/y\n@@ -1 +1 @@\n\tauthor x\n';
    const { ids, evidence, repository } = await traced(
      line([
        { id: 'bug', files: { ...files(tricky), '\xff.ts': 'a();\n', 'long.ts': `${'x'.repeat(300_000)}\n` } },
        { id: 'fix', files: { ...files('none();\n'), '\xff.ts': 'b();\n', 'long.ts': 'short();\n' } },
      ]),
      'fix',
    );
    const paths = new Set(evidence.lines.map(({ path }) => path));
    expect([...paths].sort()).toEqual([...names, 'long.ts'].sort());
    expect(evidence.lines.filter(({ path }) => path === '+++ b/x.ts').map((one) => one.line)).toEqual([1, 2, 3, 4]);
    expect(evidence.gaps.map(({ code }) => code)).toEqual(['path-not-text']);
    expect(nameOf(evidence, ids)).toBe('bug');
    expect(readdirSync(repository.path)).toEqual(['.git']);
  });

  it('does not read what the repository configures', async () => {
    const repository = makeRepository();
    const ids = repository.import(
      line([
        { id: 'bug', files: { 'a.ts': 'a();\n' } },
        { id: 'fix', files: { 'a.ts': 'b();\n', '.gitattributes': '*.ts diff=evil' } },
      ]),
    );
    repository.git('config', 'blame.ignoreRevsFile', '/nowhere');
    repository.git('config', 'diff.noprefix', 'true');
    repository.git('config', 'diff.evil.textconv', 'false');
    const tracer = await openFixTracer({ path: repository.path });
    expect(nameOf(await tracer.trace(ids['fix'] as CommitId), ids)).toBe('bug');
  });

  it('says so where a shallow clone hides who wrote a line', async () => {
    const repository = makeRepository();
    repository.import(
      line([
        { id: 'bug', files: { 'a.ts': 'a();\n' } },
        { id: 'between', files: { 'b.ts': 'b();\n' } },
        { id: 'fix', files: { 'a.ts': 'c();\n' } },
      ]),
    );
    const clone = join(temporaryFolder(), 'clone');
    repository.git('clone', '--quiet', '--bare', '--depth=2', `file://${repository.path}`, clone);
    const tracer = await openFixTracer({ path: clone });
    const evidence = await tracer.trace(repository.git('rev-parse', 'main').trim() as CommitId);
    expect(evidence.gaps.map(({ code }) => code)).toEqual(['shallow-history']);
    expect(originOf(evidence)).toEqual({ kind: 'no-answer', reason: 'unreadable' });
  });

  it('refuses a commit that is not there', async () => {
    const { repository } = await traced(line([{ id: 'first', files: FIRST }]), 'first');
    const tracer = await openFixTracer({ path: repository.path });
    await expect(tracer.trace('f'.repeat(40) as CommitId)).rejects.toMatchObject({ code: 'unknown-revision' });
  });
});

describe('a remembering tracer', () => {
  const rows = line([
    { id: 'bug', files: { 'a.ts': 'a();\n' } },
    { id: 'one', files: { 'a.ts': 'b();\n' } },
    { id: 'two', files: { 'a.ts': 'c();\n' } },
  ]);

  async function made() {
    const repository = makeRepository();
    const ids = repository.import(rows);
    const real = await openFixTracer({ path: repository.path });
    const asked: string[] = [];
    const counting: FixTracer = {
      trace: (fix) => {
        asked.push(fix);
        return real.trace(fix);
      },
    };
    const folder = temporaryFolder();
    const fixes = [ids['one'], ids['two']] as CommitId[];
    return { asked, fixes, folder, real, tracer: rememberedTracer({ tracer: counting, folder }) };
  }

  const entries = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name));

  it('goes on where an interrupted pass stopped, with the same answers', async () => {
    const { asked, fixes, folder, real, tracer } = await made();
    await traceFixes({ tracer, fixes: fixes.slice(0, 1) });
    const progress: number[] = [];
    const found = await traceFixes({
      tracer,
      fixes: [...fixes, ...fixes],
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(asked).toEqual(fixes);
    expect(progress).toEqual([0.5, 1]);
    expect(found).toEqual(await traceFixes({ tracer: real, fixes }));
    expect(entries(folder)).toHaveLength(2);
    for (const path of entries(folder)) expect(readFileSync(path, 'utf8')).not.toContain('();');
  });

  it.each([
    ['cut', (text: string) => text.slice(0, 100)],
    ['emptied', () => ''],
    ['edited', (text: string) => text.replace('"line":1', '"line":2')],
    ['of another format', (text: string) => text.replace('v1', 'v9')],
  ])('traces anew what is %s on disk', async (_, damage) => {
    const { asked, fixes, folder, real, tracer } = await made();
    await traceFixes({ tracer, fixes });
    for (const path of entries(folder)) writeFileSync(path, damage(readFileSync(path, 'utf8')));
    expect(await traceFixes({ tracer, fixes })).toEqual(await traceFixes({ tracer: real, fixes }));
    expect(asked).toHaveLength(4);
    await traceFixes({ tracer, fixes });
    expect(asked).toHaveLength(4);
  });

  it('does not take the entry of one fix for another', async () => {
    const { asked, fixes, folder, tracer } = await made();
    await traceFixes({ tracer, fixes });
    const [first = '', second = ''] = entries(folder);
    writeFileSync(first, readFileSync(second));
    await traceFixes({ tracer, fixes });
    expect(asked).toHaveLength(3);
  });

  it('says so where the folder cannot be written', async () => {
    const { fixes, real } = await made();
    const file = join(temporaryFolder(), 'file');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    const tracer = rememberedTracer({ tracer: real, folder: file });
    await expect(traceFixes({ tracer, fixes })).rejects.toMatchObject({ code: 'cache-unwritable' });
  });
});
