import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/index.ts';
import type { CommitId } from '../change/index.ts';
import { captureOf, HARM_MINIMUM } from './capture.ts';
import type { ReplayRow } from './model.ts';

interface Given {
  readonly risk: number | null;
  readonly size: number | null;
  readonly label: ReplayRow['label']['kind'];
}

function row({ risk, size, label }: Given): ReplayRow {
  return {
    commit: 'a'.repeat(40) as CommitId,
    title: 'Change',
    pullRequest: null,
    landedAt: null,
    risk: risk === null ? null : { score: risk / 100, percentile: risk },
    sizePercentile: size,
    areas: 1,
    files: 1,
    lines: 10,
    assistance: 'unknown',
    evidence: 'none',
    tier: null,
    label: { kind: label, evidence: null, by: [] },
    verdict: { decision: 'allow', matched: [], holding: [], unevaluable: [], reviewMinutes: 1, seniorMinutes: 0 },
  };
}

/** Harm in the riskiest tenth, in no order of size. */
function history(changes: number, change: (given: Given, at: number) => Given = (given) => given): ReplayRow[] {
  const random = seededRandom(5);
  return Array.from({ length: changes }, (_, at) => {
    const risk = 100 * random();
    const label = risk >= 90 && random() < 0.8 ? ('reverted' as const) : ('none' as const);
    return row(change({ risk, size: 100 * random(), label }, at));
  });
}

describe('captureOf', () => {
  it('finds all harm that stands among the riskiest, and of sizes about as much as is held', () => {
    const { rows, auc, harm } = captureOf(history(1_000));
    const fifth = rows.find(({ gatedPercent }) => gatedPercent === 20);
    expect(fifth?.byRisk).toMatchObject({ count: harm, n: harm, share: 1 });
    expect(fifth?.bySize.share).toBeGreaterThan(0.08);
    expect(fifth?.bySize.share).toBeLessThan(0.35);
    expect(auc?.risk.value).toBeGreaterThan(0.95);
    expect(auc?.size.low).toBeLessThan(0.5);
    expect(auc?.size.high).toBeGreaterThan(0.5);
  });

  it('never catches less when more is held', () => {
    const { rows } = captureOf(history(400, (given) => ({ ...given, risk: Math.round((given.risk ?? 0) / 30) })));
    for (const by of ['byRisk', 'bySize'] as const) {
      const shares = rows.map((one) => one[by].share ?? -1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });

  it('counts in part where all changes tie', () => {
    const { rows, auc } = captureOf(history(400, (given) => ({ ...given, risk: 50 })));
    expect(rows.map(({ byRisk }) => Math.round(100 * (byRisk.share ?? 0)))).toEqual([5, 10, 20, 30, 50]);
    expect(auc?.risk).toMatchObject({ value: 0.5, low: 0.5, high: 0.5 });
  });

  it('leaves out what is too young or of unknown rank, so that risk and size are measured on the same changes', () => {
    const young = history(200, (given) => ({ ...given, label: given.label === 'none' ? 'censored' : given.label }));
    const { harm, rows } = captureOf([
      ...young,
      row({ risk: null, size: 99, label: 'reverted' }),
      row({ risk: 99, size: null, label: 'fixed' }),
    ]);
    expect(harm).toBe(young.filter(({ label }) => label.kind === 'reverted').length);
    for (const one of rows) expect(one.byRisk.n).toBe(one.bySize.n);
  });

  it('counts by size alone where no risk is known', () => {
    const { harm, rows, auc } = captureOf(history(400, (given) => ({ ...given, risk: null })));
    expect(rows[0]?.byRisk).toMatchObject({ n: 0, share: null });
    expect(rows[0]?.bySize.n).toBe(harm);
    expect(auc?.risk).toEqual({ value: null, low: null, high: null, n: 0 });
    expect(auc?.size.n).toBe(400);
  });

  it('gives neither curve nor area for fewer than ten harmful changes', () => {
    const some = (harmful: number) =>
      captureOf(
        Array.from({ length: 60 }, (_, at) => row({ risk: at, size: at, label: at < harmful ? 'fixed' : 'none' })),
      );
    expect(some(HARM_MINIMUM - 1)).toMatchObject({ harm: 9, minimumHarm: 10, rows: [], auc: null });
    expect(some(HARM_MINIMUM).auc?.risk.value).toBe(0);
    expect(captureOf([]).rows).toEqual([]);
  });

  it('says what risk knows beside size, which is nothing where it only counts lines', () => {
    const sized = (risk: (given: Given) => number) =>
      history(2_000, (given) => ({ ...given, risk: risk(given) })).map((each) => ({
        ...each,
        lines: Math.round(10 * (each.sizePercentile ?? 0)),
      }));
    const knowing = captureOf(sized(({ risk }) => risk ?? 0)).auc;
    expect(knowing?.riskAmongLikeSizes.value).toBeGreaterThan(0.9);
    const blind = captureOf(sized(({ size }) => Math.ceil((size ?? 0) / 20))).auc;
    expect(blind?.riskAmongLikeSizes.low).toBeLessThan(0.5);
    expect(blind?.riskAmongLikeSizes.high).toBeGreaterThan(0.5);
  });

  it('has wider intervals where harm comes in bursts than where it is spread', () => {
    const width = (burst: boolean): number => {
      const rows = Array.from({ length: 1_000 }, (_, at) => {
        const harmful = burst ? at % 250 < 25 : at % 10 === 0;
        const risk = burst ? (Math.floor(at / 250) % 2 === 0 ? 95 : 5) : at % 20 === 0 ? 95 : 5;
        return row({ risk: harmful ? risk : 50, size: 50, label: harmful ? 'fixed' : 'none' });
      });
      const share = captureOf(rows).rows.find(({ gatedPercent }) => gatedPercent === 10)?.byRisk;
      return (share?.high ?? 0) - (share?.low ?? 0);
    };
    expect(width(true)).toBeGreaterThan(2 * width(false));
  });

  it('gives the same figures each time', () => {
    expect(captureOf(history(500))).toEqual(captureOf(history(500)));
  });
});
