import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Fault } from '../../kernel/index.ts';
import { readSarifFile } from './index.ts';
import { FILE_LIMIT_BYTES, RESULT_LIMIT, RUN_LIMIT } from './limit.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-sarif-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function file(content: string | Buffer): string {
  count += 1;
  const path = join(folder, `${count}.sarif`);
  writeFileSync(path, content);
  return path;
}

function read(content: unknown) {
  const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  return readSarifFile(file(text), { root: '/shop' });
}

function log(run: object, driver: object = { name: 'semgrep' }) {
  return { $schema: 'x', version: '2.1.0', runs: [{ tool: { driver }, results: [], ...run }] };
}

function result(changes: object = {}) {
  return {
    ruleId: 'r1',
    message: { text: 'wrong' },
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 3, endLine: 5 } } },
      { physicalLocation: { artifactLocation: { uri: 'src/other.ts' } } },
    ],
    ...changes,
  };
}

async function firstOf(content: unknown) {
  const [run] = await read(content);
  return run?.findings[0];
}

async function faultOf(content: unknown): Promise<Fault> {
  const caught = await read(content).then(
    () => null,
    (error: unknown) => error,
  );
  if (caught instanceof Fault) return caught;
  throw caught ?? new Error('no fault');
}

describe('readSarifFile', () => {
  it('reads what is named and passes over the rest', async () => {
    const [run] = await read(
      log({ results: [result({ codeFlows: [{ threadFlows: [{}] }], properties: { a: [1] } })] }),
    );
    expect(run).toMatchObject({ tool: 'semgrep', gaps: [], revision: null });
    expect(run?.findings).toEqual([
      {
        rule: 'r1',
        level: 'warning',
        message: 'wrong',
        place: { kind: 'file', path: 'src/a.ts', lines: { first: 3, last: 5 } },
        fingerprint: null,
        suppressed: false,
        baseline: null,
      },
    ]);
  });

  it.each([
    ['its own', { level: 'note' }, 'note'],
    ["its rule's, by number", { ruleId: undefined, ruleIndex: 1 }, 'error'],
    ["its rule's, by name", { ruleId: 'r2' }, 'error'],
    ["an extension's", { ruleId: 'r9', rule: { index: 0, toolComponent: { index: 0 } } }, 'note'],
    ['a warning where none is stated', { ruleId: 'r1' }, 'warning'],
    ['a warning where it is no level', { level: 'fatal' }, 'warning'],
    ['a warning where its rule is not there', { ruleIndex: 99 }, 'warning'],
  ])('takes as level %s', async (_name, changes, level) => {
    const error = { defaultConfiguration: { level: 'error' } };
    const tool = {
      driver: { name: 't', rules: [{ id: 'r1' }, { id: 'r2', ...error }] },
      extensions: [{ rules: [{ id: 'r9', defaultConfiguration: { level: 'note' } }] }],
    };
    // The tool may stand behind its results.
    const run = { results: [result(changes)], tool };
    expect(await firstOf({ version: '2.1.0', runs: [run] })).toMatchObject({ level });
  });

  it('takes a suppression for one only where nobody refused it', async () => {
    const of = async (suppressions: unknown) =>
      (await firstOf(log({ results: [result({ suppressions })] })))?.suppressed;
    expect(await of([{ kind: 'inSource' }])).toBe(true);
    expect(await of([{ kind: 'external', status: 'accepted' }])).toBe(true);
    expect(await of([{ kind: 'inSource' }, { status: 'underReview' }])).toBe(false);
    expect(await of([{ status: 'rejected' }])).toBe(false);
    expect(await of([])).toBe(false);
    expect(await of('yes')).toBe(false);
  });

  it('recognises a finding by the hash of its line, else by its first fingerprint by name', async () => {
    const of = async (changes: object) => (await firstOf(log({ results: [result(changes)] })))?.fingerprint;
    expect(await of({ partialFingerprints: { z: '1', 'primaryLocationLineHash/v1': 'h:1', a: '2' } })).toBe('h:1');
    expect(await of({ partialFingerprints: { z: '1', a: '2' } })).toBe('a:2');
    expect(await of({ fingerprints: { f: '3' } })).toBe('f:3');
  });

  it('leaves out results that say that nothing is wrong', async () => {
    const kinds = ['pass', 'notApplicable', 'informational', 'fail', 'open', 'review'];
    const [run] = await read(log({ results: kinds.map((kind) => result({ kind, level: 'error' })) }));
    expect(run?.findings).toHaveLength(3);
  });

  it.each([
    ['no list of results', { results: undefined }],
    ['results that are no list', { results: {} }],
    ['a run that failed', { invocations: [{ executionSuccessful: true }, { executionSuccessful: false }] }],
    ['results in other files', { externalPropertyFileReferences: { results: [{ location: { uri: 'x' } }] } }],
    ['more results than are read', { results: Array.from({ length: RESULT_LIMIT + 1 }, () => ({})) }],
  ])('names %s as a gap, never as "nothing found"', async (_name, run) => {
    const [first] = await read(log(run));
    expect(first?.gaps).toHaveLength(1);
    expect(first?.findings.length).toBeLessThanOrEqual(RESULT_LIMIT);
  });

  it('reads so many runs and names the rest as a gap of each', async () => {
    const runs = await read({ version: '2.1.0', runs: Array.from({ length: RUN_LIMIT + 2 }, () => ({ results: [] })) });
    expect(runs).toHaveLength(RUN_LIMIT);
    expect(runs.every(({ gaps }) => gaps.length === 1)).toBe(true);
  });

  it('reads members of the wrong type as not stated', async () => {
    const odd = { ruleId: 7, level: {}, message: 'text', locations: {}, suppressions: null, baselineState: ['new'] };
    expect(await firstOf(log({ results: [odd] }))).toMatchObject({
      rule: 'unnamed rule',
      level: 'warning',
      place: { kind: 'unmapped' },
      baseline: null,
    });
    for (const startLine of [0, -1, 1.5, 'three', 1e300]) {
      const region = { startLine, endLine: 2 };
      const locations = [{ physicalLocation: { artifactLocation: { uri: 'a' }, region } }];
      const found = await firstOf(log({ results: [result({ locations })] }));
      expect([startLine, found?.place]).toMatchObject([
        startLine,
        { kind: 'file', lines: startLine === 1e300 ? {} : null },
      ]);
    }
    expect(await read(log({ results: [null, 1, 'x', []] }))).toHaveLength(1);
  });

  it.each([
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, the other way round', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('reads %s', async (_name, encode) => {
    expect(await firstOf(encode(JSON.stringify(log({ results: [result({ ruleId: 'é' })] }))))).toMatchObject({
      rule: 'é',
    });
  });

  const whole = JSON.stringify(log({ results: [result()] }), null, 1);
  it.each([
    ['an empty file', '', 'sarif-truncated'],
    ['a file that is cut off', whole.slice(0, 200), 'sarif-truncated'],
    ['text behind the end', `${whole}x`, 'sarif-malformed'],
    ['no JSON', '<sarif/>', 'sarif-malformed'],
    ['brackets that do not match', whole.replace(']', '}'), 'sarif-malformed'],
    ['a tower of brackets', `{"runs": ${'['.repeat(2_000_000)}`, 'sarif-too-deep'],
    ['a tower in a part that is not read', `{"x": ${'{"a":'.repeat(500_000)}`, 'sarif-too-deep'],
    ['another JSON document', '{"results": []}', 'sarif-unknown'],
    ['an older version', '{"version": "1.0.0", "runs": []}', 'sarif-version'],
    ['a compressed file', gzipSync('{}'), 'sarif-compressed'],
  ])('refuses %s with its name and place', async (_name, content, code) => {
    const fault = await faultOf(content);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(`${count}.sarif`);
    expect(fault.fix).not.toBeNull();
  });

  it('names the line and column where a file breaks off', async () => {
    expect((await faultOf('{\n "runs": [\n  {"tool": nothing}')).message).toContain('line 3, column 12');
  });

  it('reads one line of tens of megabytes in time that is linear in it', async () => {
    const started = performance.now();
    const wide = `"w": [${'{},'.repeat(4_000_000)}{}], "s": "${'\\u0041\\"'.repeat(1_000_000)}"`;
    const [run] = await read(`{"runs": [{"results": [${JSON.stringify(result())}], ${wide}}]}`);
    expect(run?.findings).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(FILE_LIMIT_BYTES).toBeGreaterThan(10_000_000);
  });

  it.each([
    ['a folder', () => folder],
    ['nothing', () => join(folder, 'absent.sarif')],
  ])('refuses %s', async (_n, path) => {
    await expect(readSarifFile(path(), { root: '/shop' })).rejects.toMatchObject({ code: 'sarif-unreadable' });
  });
});
