import { afterAll, describe, expect, it } from 'vitest';
import type { QueueSimulation } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { makeRepository, removeFolders } from '../support/git-repository.ts';

afterAll(removeFolders);

const SMALL = ['--changes', '30', '--workers', '3', '--seeds', '2'];

async function simulated(cwd: string, ...argv: string[]): Promise<QueueSimulation> {
  const { out, err, exit } = await run(['queue', 'simulate', ...SMALL, '--json', ...argv], { cwd });
  expect([exit, err]).toEqual([0, '']);
  return JSON.parse(out);
}

function landedRepository(changes: number): string {
  const repository = makeRepository();
  repository.import(
    Array.from({ length: changes }, (_, at) => ({
      id: `change-${at}`,
      ...(at === 0 ? {} : { parents: [`change-${at - 1}`] }),
      message: `Change ${at}`,
      at: 1_700_000_000 + at * 600,
      files: { [`src/${at % 4}.ts`]: `${at}\n`, [`only/${at}.ts`]: `${at}\n` },
    })),
  );
  return repository.path;
}

describe('queue simulate', () => {
  it('compares all ways to run a queue on drawn changes, the same with each run', async () => {
    const document = await simulated('/');
    expect(misfits('queue-simulation', document)).toEqual([]);
    expect(document.source).toBe('drawn');
    expect(document.rows[0]?.strategy).toBe('oracle');
    expect(document.rows.at(-1)?.strategy).toBe('firebreak');
    expect(document.rows.length).toBeGreaterThan(12);
    expect(document.rows.map((row) => [row.red_landings, row.unproved_landings])).toEqual(
      document.rows.map(() => [0, 0]),
    );
    expect(document.verdict.map(({ metric }) => metric)).toEqual(['p50', 'p95', 'p99', 'builds']);
    expect(await simulated('/')).toEqual(document);
  });

  it("replays the repository's landed changes with the files that they share", async () => {
    const document = await simulated(landedRepository(40), '--landed', '--per-hour', '10', '--strategy', 'single');
    expect(misfits('queue-simulation', document)).toEqual([]);
    expect(document).toMatchObject({ source: 'landed', changes: 30, per_hour: 10, potential_conflict: null });
    expect(document.rows.map(({ strategy }) => strategy)).toEqual(['oracle', 'single', 'firebreak']);
  });

  it('says what is wrong with a strategy that does not exist, too few landings, a share above a half', async () => {
    const refused = async (cwd: string, ...argv: string[]) => run(['queue', 'simulate', ...SMALL, ...argv], { cwd });
    expect(await refused('/', '--strategy', 'magic')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('nnfi-graph'),
    });
    expect(await refused(landedRepository(3), '--landed')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('20'),
    });
    expect(await refused('/', '--flaking', '0.9')).toMatchObject({ exit: 2 });
    expect(await refused('/', '--changes', '99999')).toMatchObject({ exit: 2 });
  });

  it('prints a table', async () => {
    const { out } = await run(['queue', 'simulate', ...SMALL, '--strategy', 'single'], { cwd: '/' });
    expect(out).toContain('strategy');
    expect(out).toMatch(/single +\d+\.\d/);
  });
});
