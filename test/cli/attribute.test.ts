import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { attributionCase, attributionReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';

afterAll(removeFolders);

const EXAMPLE = fileURLToPath(new URL('../../examples/attribution/orders-fail.json', import.meta.url));
const cli = (...argv: string[]) => run(argv, { cwd: temporaryFolder(), variables: {} });
const example = () => attributionCase.parse(JSON.parse(readFileSync(EXAMPLE, 'utf8')));

async function reportOf(document: unknown) {
  const file = join(temporaryFolder(), 'case.json');
  writeFileSync(file, JSON.stringify(document));
  const { exit, out } = await cli('attribute', file, '--json');
  expect(exit).toBe(0);
  return attributionReport.parse(JSON.parse(out));
}

describe('firebreak attribute', () => {
  it('names the culprit of the example with its evidence, and not the deployments after it', async () => {
    const { exit, out } = await cli('attribute', EXAMPLE, '--json');
    expect(exit).toBe(0);
    const report = attributionReport.parse(JSON.parse(out));
    expect(report.answer).toEqual({ kind: 'candidate', id: '8d1c'.repeat(10), why: null });
    expect(report.candidates[0]).toMatchObject({ grade: 'mechanism', standing: 'cause', service: 'checkout' });
    expect(report.candidates[0]?.raise.map(({ to }) => to)).toEqual(['intervention']);
    const sum = report.candidates.reduce(
      (total, { probability }) => total + probability,
      report.none.probability + report.unknown,
    );
    expect(sum).toBeCloseTo(1, 6);
    expect(report.gaps).toEqual([]);
  });

  it('calls it a suspect while its difference is not at hand, and says what would help', async () => {
    const given = example();
    const commits = (given.commits ?? []).map((commit) => ({ ...commit, diff: null }));
    const report = await reportOf({ ...given, commits });
    expect(report.missing).toContain('differences');
    expect(report.candidates.every(({ standing }) => standing !== 'cause')).toBe(true);
    expect(report.candidates[0]?.raise[0]?.to).toBe('mechanism');
  });

  it('takes what a rollback showed', async () => {
    const act = {
      candidate: '51fa'.repeat(10),
      timestamp: '2026-03-04T10:50:00Z',
      action: 'rolled-back',
      result: 'unchanged',
    };
    const before = await reportOf(example());
    const after = await reportOf({ ...example(), interventions: [act] });
    const of = (report: typeof before) => report.candidates.find(({ id }) => id === act.candidate);
    expect(of(after)?.reasons.map(({ code }) => code)).toContain('did-not-help');
    expect(of(after)?.probability).toBeLessThan(of(before)?.probability ?? 0);
  });

  it('says the same to people, with times, places and what was left out', async () => {
    const file = join(temporaryFolder(), 'case.json');
    writeFileSync(file, JSON.stringify({ ...example(), deploys: 'none', flags: [{ flag: 'x\u001b[31m' }] }));
    const { exit, out } = await cli('attribute', file, '--reasons');
    expect(exit).toBe(0);
    expect(out).toContain('none of these');
    expect(out).toMatch(/began +2026-03-04T10:4\d:\d\d UTC/);
    expect(out).toContain('2 parts of the case left out');
    expect(out).not.toContain('\u001b');
  });

  it('asks for one case, and says what is wrong with a place that holds none', async () => {
    expect((await cli('attribute')).exit).toBe(2);
    expect((await cli('attribute', EXAMPLE, '--case', '.')).exit).toBe(2);
    const { exit, err } = await cli('attribute', '--case', temporaryFolder());
    expect(exit).toBe(2);
    expect(err).toContain('docs/attribution.md');
  });
});
