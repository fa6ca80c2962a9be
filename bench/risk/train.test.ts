import { describe, expect, it } from 'vitest';
import { FEATURES, type Features, refit, riskLogOdds } from '../../src/domain/risk/index.ts';
import { aucOf, seededRandom, sigmoid } from '../../src/statistics/index.ts';
import { shuffledScores } from './evaluate.ts';
import { type LabelledCommit, type Project, readTable } from './project.ts';
import { trainShipped, weightsSource } from './train.ts';

function commits(count: number, seed: number): LabelledCommit[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const values = FEATURES.map((name) => Math.floor((name === 'fix' ? 2 : 200) * random() ** 2));
    const features = Object.fromEntries(FEATURES.map((name, index) => [name, values[index]])) as unknown as Features;
    const label = random() < sigmoid(features.la / 30 - 2) ? 1 : 0;
    return { commit: `${seed}-${at}`, date: at, label, features };
  });
}

function project(seed: number, count = 1_300): Project {
  const rows = commits(count, seed);
  const cut = Math.floor(0.8 * count);
  return { name: `p${seed}`, digest: `${seed}`, train: rows.slice(0, cut), test: rows.slice(cut), published: [] };
}

describe('training the shipped weights', () => {
  it('writes the same bytes from the same data, and others from other data', () => {
    const bytes = weightsSource(trainShipped([project(1, 300), project(2, 300)]), 2);
    expect(weightsSource(trainShipped([project(1, 300), project(2, 300)]), 2)).toBe(bytes);
    expect(weightsSource(trainShipped([project(1, 300), project(3, 300)]), 2)).not.toBe(bytes);
  });
});

describe('the leak test', () => {
  it('finds one half when labels change places', () => {
    const found = shuffledScores(project(4), 1);
    expect(Math.abs((aucOf(found ?? { labels: [], scores: [] }) ?? 0) - 0.5)).toBeLessThan(0.12);
  });

  it('would notice a feature that is made of the label', () => {
    const given = project(5);
    const leaking = (rows: readonly LabelledCommit[]): LabelledCommit[] =>
      rows.map((row) => ({ ...row, features: { ...row.features, fix: row.label } }));
    const fitted = refit(leaking(given.train), null);
    const test = leaking(given.test);
    const scores = test.map((row) => (fitted.ok ? riskLogOdds(fitted.value, row.features) : 0));
    expect(aucOf({ labels: test.map((row) => row.label), scores })).toBeGreaterThan(0.99);
  });
});

describe('a table of changes', () => {
  const head = `commit,date,buggy,${FEATURES.join(',')}`;
  const row = (date: number, la: string): string => `c${date},${date},1,1,1,1,0,${la},0,0,True,1,0,1,1,1,1`;

  it('is read by column name and sorted by date', () => {
    const rows = readTable([head, row(9, '5'), row(3, '')].join('\r\n'), 'x.csv');
    expect(rows.map((each) => [each.commit, each.features.la, each.features.fix])).toEqual([
      ['c3', 0, 1],
      ['c9', 5, 1],
    ]);
  });

  it('names file, line and column of what it cannot read', () => {
    expect(() => readTable([head, row(1, 'many')].join('\n'), 'x.csv')).toThrow('x.csv:2: "la"');
    expect(() => readTable('commit,date\n', 'x.csv')).toThrow('"buggy"');
  });
});
