import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayReport, ReviewForecastReport, ReviewSimulationReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { misfits } from '../support/document.ts';
import { makeRepository, removeFolders, type TestRepository, temporaryFolder } from '../support/git-repository.ts';
import { makeShopRepository } from '../support/shop-repository.ts';

let shop: TestRepository;
let cache: string;
beforeAll(() => {
  shop = makeShopRepository();
  cache = temporaryFolder();
});
afterAll(removeFolders);

/** As for a user, a command goes on from what the one before it read. */
const at = (...argv: string[]) => run(argv, { cwd: shop.path, variables: { FIREBREAK_CACHE: cache } });

async function forecast(...argv: string[]): Promise<ReviewForecastReport> {
  return JSON.parse((await at('review', 'forecast', '--json', ...argv)).out);
}

async function simulation(...argv: string[]): Promise<ReviewSimulationReport> {
  return JSON.parse((await at('review', 'simulate', '--json', ...argv)).out);
}

const CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout, src/payment], owners: ["@payments"] }
people:
  senior: ["ann@shop.example @ann", "bob@shop.example @bob"]
  mid: ["cleo@shop.example @cleo"]
teams: { payments: ["@ann", "@bob"] }
review:
  budgets:
    senior: { minutes_per_week: 20 }
    mid: { minutes_per_week: 60 }
    "@payments": { minutes_per_week: 30 }
policy:
  use: []
  rules:
    - id: checkout-by-owners
      when: catalog.tier == 0
      require: { signoffs: [{ count: 1, level: senior, from: owners }], two_person: true }
      because: Money.
`;

function configured(): string {
  const path = join(temporaryFolder(), 'firebreak.yaml');
  writeFileSync(path, CONFIGURATION);
  return path;
}

describe('review forecast', () => {
  it('fits its schema and gives the same figures for the same seed', async () => {
    const report = await forecast();
    expect(misfits('review-forecast', report)).toEqual([]);
    expect(await forecast()).toEqual(report);
    expect(report.reviewers).toMatchObject({ source: 'configured', count: 3, seniors: 2, assumed_minutes: 3 });
    expect(report.budget).toBeNull();
  });

  it('asks for the senior minutes that the replay counts', async () => {
    const report = await forecast();
    const replay: ReplayReport = JSON.parse((await at('replay', '--json')).out);
    const inside = replay.changes.slice(report.before);
    const minutes = inside.reduce((sum, change) => sum + (change.decision === 'block' ? 0 : change.senior_minutes), 0);
    expect((report.rows[0]?.minutes_per_week.value ?? 0) * report.weeks).toBeCloseTo(minutes, 6);
  });

  it('sets budgets of people, levels and teams beside what is asked', async () => {
    const report = await forecast('--policy', configured());
    expect(report.budget).toEqual({ minutes: 40, from: 'budgets' });
    expect(report.sentence).toMatch(/needs \d+ senior minutes a week \(\d+ to \d+ over \d+ weeks\); you have 40\.$/);
    expect(report.levels.map(({ name, budget }) => [name, budget])).toEqual([
      ['senior', 40],
      ['any', 100],
    ]);
    expect(report.teams).toMatchObject([{ name: 'payments', budget: 30 }]);
    expect(report.rows[0]?.weeks_above?.n).toBe(report.weeks);
  });

  it('says so where the reviewers are an assumption', async () => {
    const policy = join(temporaryFolder(), 'firebreak.yaml');
    writeFileSync(policy, 'version: 1\nservices: {}\n');
    const report = await forecast('--policy', policy);
    expect(report.reviewers.source).toBe('assumed');
    expect(report.limits.some((limit) => limit.includes('--seniors'))).toBe(true);
  });
});

describe('review simulate', () => {
  it('fits its schema, and the same seed gives the same waits', async () => {
    const report = await simulation();
    expect(misfits('review-simulation', report)).toEqual([]);
    expect(report.rows.map(({ rule, volume }) => [rule, volume])).toEqual([
      ['every-ai', 1],
      ['every-ai', 2],
      ['every-ai', 4],
      ['policy', 1],
      ['policy', 2],
      ['policy', 4],
    ]);
    expect(await simulation()).toEqual(report);
    const other = await simulation('--seed', '2');
    const values = (each: ReviewSimulationReport) => [each.rows[0]?.mean_hours.value, each.rows[3]?.mean_hours.value];
    expect(values(other)).toEqual(values(report));
  });

  it('waits for nobody with reviewers without end, and for ever with none', async () => {
    const many = await simulation('--seniors', '200', '--minutes', '10080');
    expect(many.rows.every(({ p90_hours, impossible }) => p90_hours.value === 0 && impossible === 0)).toBe(true);
    const none = await simulation('--seniors', '0');
    expect(none.rows.every(({ n, asking, impossible }) => n === 0 && impossible === asking)).toBe(true);
  });

  it('waits longer with fewer minutes', async () => {
    const few = await simulation('--seniors', '1', '--others', '1', '--minutes', '20');
    const more = await simulation('--seniors', '1', '--others', '1', '--minutes', '200');
    const mean = (report: ReviewSimulationReport): number => report.rows[2]?.mean_hours.value ?? 0;
    expect(mean(few)).toBeGreaterThan(mean(more));
  });
});

describe('both', () => {
  it.each([
    ['forecast', 'text'],
    ['forecast', 'markdown'],
    ['simulate', 'text'],
    ['simulate', 'markdown'],
  ])('write review %s as %s without a control character', async (name, format) => {
    const { exit, out } = await at('review', name, '--format', format);
    expect(exit).toBe(0);
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    expect(out).toContain('every AI change needs');
  });

  it.each([
    ['--seniors', 'two'],
    ['--others', '-1'],
    ['--minutes', '99999'],
    ['--seed', '0'],
    ['--format', 'sarif'],
  ])('refuse %s %s', async (flag, value) => {
    expect((await at('review', 'simulate', flag, value)).exit).toBe(2);
  });

  it('say what to do where there is no commit', async () => {
    const { exit, out } = await run(['review', 'forecast', '--json', '-C', makeRepository().path]);
    expect({ exit, code: JSON.parse(out).code }).toEqual({ exit: 2, code: 'empty-repository' });
  });
});
