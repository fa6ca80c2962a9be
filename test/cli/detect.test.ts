import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { detectionReport } from '../../src/contract/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';

afterAll(removeFolders);

const STEP_S = 1800;
const START_S = Date.UTC(2026, 0, 5) / 1000;
const LENGTH = 16 * 48;

/** Orders each half hour of sixteen days; three hours before the end they fall to a share. */
function orders(share: number): string {
  const random = seededRandom(3);
  const lines = Array.from({ length: LENGTH }, (_, at) => {
    const usual = 200 * Math.exp(0.6 * Math.sin((2 * Math.PI * at) / 48) + 0.2 * (random() - 0.5));
    return `${START_S + at * STEP_S},${Math.round(at >= LENGTH - 6 ? share * usual : usual)}`;
  });
  const path = join(temporaryFolder(), 'orders.csv');
  writeFileSync(path, `timestamp,value\n${lines.join('\n')}\n`);
  return path;
}

const cli = (...argv: string[]) => run(argv, { cwd: temporaryFolder(), variables: {} });

describe('firebreak detect', () => {
  it('tells of a drop with its onset, what was expected, how sure it is and what ends it', async () => {
    const { exit, out } = await cli('detect', orders(0.4), '--json');
    expect(exit).toBe(0);
    const report = detectionReport.parse(JSON.parse(out));
    const alarm = report.alarms.at(-1);
    expect(alarm).toMatchObject({ kind: 'drop', severity: 'critical', cleared_at: null, season: 48 });
    expect(Date.parse(alarm?.onset_at ?? '') / 1000).toBe(START_S + (LENGTH - 6) * STEP_S);
    expect(alarm?.seen).toBeLessThan(alarm?.expected?.low ?? 0);
    expect(alarm?.clear.level).toBeGreaterThan(alarm?.seen ?? 0);
    expect(alarm?.picture.length).toBe(60);
  });

  it('tells nothing of the same series without the drop, and at most its budget where more are allowed', async () => {
    const { out: often } = await cli('detect', orders(1), '--json');
    // One a week is allowed in these sixteen days.
    expect(JSON.parse(often).shown_of).toBeLessThanOrEqual(2);
    const { out } = await cli('detect', orders(1), '--budget', '1/month', '--json');
    expect(JSON.parse(out)).toMatchObject({ alarms: [], shown_of: 0, season: 48 });
  });

  it('draws each alarm for a reader', async () => {
    const { exit, out } = await cli('detect', orders(0.4), '--only', 'drop', '--budget', '1/month');
    expect(exit).toBe(0);
    expect(out).toMatch(/CRITICAL DROP since 2026-01-20 21:00/);
    expect(out).toMatch(/ {2}seen {6}[▁-█]{60}\n {12} *\^+\n/);
  });

  it('names what it could not read, and refuses what is no series', async () => {
    const path = orders(1);
    writeFileSync(path, `${'timestamp,value\n2026-01-05 00:00:00,1\nnonsense\u001b[31m,2\n'}2026-01-05 00:05:00,\n`);
    const { out } = await cli('detect', path, '--json');
    expect(JSON.parse(out)).toMatchObject({ gap_count: 1, counts: { taken: 1, missing: 1 } });
    expect(out).not.toContain('\u001b');
    writeFileSync(path, 'no series\n');
    expect((await cli('detect', path)).exit).toBe(2);
    for (const wrong of [
      ['--budget', '1'],
      ['--season', '3'],
      ['--only', 'up'],
    ]) {
      expect([wrong, (await cli('detect', path, ...wrong)).exit]).toEqual([wrong, 2]);
    }
  });
});
