import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { attribute } from './attribute.ts';
import type { CandidateChange, CaseEvidence, LogLine, MetricSeries } from './model.ts';

const MINUTE = 60_000;
const ONSET = Date.UTC(2030, 0, 7, 12, 0, 0);
const minutes = (count: number) => instant(ONSET + count * MINUTE);

function candidate(given: Partial<CandidateChange> & { readonly id: string }): CandidateChange {
  const at = given.effectiveAt?.[0] ?? minutes(-6);
  return {
    kind: 'code',
    service: 'billing',
    madeAt: at,
    effectiveAt: [at],
    title: '',
    files: [],
    diff: null,
    ...given,
  };
}

const CULPRIT = candidate({
  id: 'culprit',
  title: 'store invoices by region',
  files: ['services/billing/db/009_invoices.sql'],
  diff: '-  vat_region text not null,\n+  tax_area text not null,\n@@ alter table invoices',
});
const REWORDED = candidate({
  id: 'reworded',
  effectiveAt: [minutes(-2)],
  title: 'tidy error paths of invoices',
  files: ['services/billing/errors.go'],
  diff: '-\treturn fmt.Errorf("column invoices.vat_region does not exist: %w", err)\n+\treturn wrap("column invoices.vat_region does not exist", err)\n',
});
const LATER = candidate({ ...CULPRIT, id: 'later', effectiveAt: [minutes(12)], madeAt: minutes(11) });

function series(service: string, metric: string, level: (minute: number) => number): MetricSeries {
  const points = Array.from({ length: 90 }, (_, index) => ({ at: minutes(index - 60), value: level(index - 60) }));
  return { service, metric, points };
}

const wobble = (minute: number) => 1 + 0.05 * Math.sin(minute * 2.7);

function logs(message: string, given: Partial<LogLine> = {}): LogLine[] {
  return Array.from({ length: 20 }, (_, index) => ({
    at: instant(ONSET + 5_000 + index * 9_000),
    service: 'billing',
    severity: 'error',
    message,
    attributes: {},
    ...given,
  }));
}

function evidence(given: Partial<CaseEvidence> = {}): CaseEvidence {
  return {
    alert: { service: 'shop', metric: 'errors', text: 'shop fails', firedAt: minutes(5) },
    onsets: [],
    series: [
      series('billing', 'errors', (minute) => wobble(minute) * (minute >= 0 ? 30 : 1)),
      series('shop', 'errors', (minute) => wobble(minute) * (minute >= 1 ? 12 : 1)),
    ],
    logs: logs('column invoices.vat_region does not exist'),
    patterns: [],
    spans: [],
    calls: [{ caller: 'shop', callee: 'billing' }],
    candidates: [CULPRIT, REWORDED, LATER],
    controls: [],
    interventions: [],
    externals: [],
    asserted: [],
    ...given,
  };
}

const of = (id: string, given: CaseEvidence) => attribute(given).candidates.find((one) => one.id === id);

describe('attribute', () => {
  it('names the change whose lines explain the symptom, not the latest deployment nor the one that rewords its report', () => {
    const found = attribute(evidence());
    expect(found.answer).toEqual({ kind: 'candidate', id: 'culprit' });
    expect(found.candidates[0]).toMatchObject({ grade: 'mechanism', standing: 'cause' });
    expect(of('reworded', evidence())?.standing).toBe('suspect');
  });

  it('grades no mechanism where the difference is not at hand, and says that bringing it would help', () => {
    const blind = of('culprit', evidence({ candidates: [{ ...CULPRIT, diff: null }, REWORDED] }));
    expect(blind?.grade).toBe('spatial');
    expect(blind?.standing).toBe('suspect');
    expect(blind?.raise.map(({ to }) => to)).toEqual(['mechanism', 'intervention']);
  });

  it('clears what came after the symptom, whatever it says', () => {
    const later = of('later', evidence());
    expect(later).toMatchObject({ standing: 'cleared', grade: 'none' });
    expect(later?.probability).toBeLessThan(0.01);
  });

  it('gives probabilities that sum to 1, in whatever order the evidence is listed', () => {
    const given = evidence({
      candidates: [CULPRIT, REWORDED, LATER, candidate({ id: 'flag:x', kind: 'flag', title: 'x on' })],
    });
    const first = attribute(given);
    const sum = first.candidates.reduce(
      (total, { probability }) => total + probability,
      first.none.probability + first.unknown,
    );
    expect(sum).toBeCloseTo(1, 9);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...given.candidates], { minLength: given.candidates.length }),
        fc.shuffledSubarray([...given.series], { minLength: given.series.length }),
        fc.shuffledSubarray([...given.logs], { minLength: given.logs.length }),
        (candidates, all, lines) => {
          expect(attribute({ ...given, candidates, series: all, logs: lines })).toEqual(first);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('answers unknown where nothing tells when it began', () => {
    const found = attribute(evidence({ alert: null, series: [], logs: [] }));
    expect(found.answer).toEqual({ kind: 'unknown', why: 'no-onset' });
    expect(found.unknown).toBeGreaterThan(0.5);
    expect(found.missing).toEqual(['metrics', 'logs', 'traces']);
  });

  it('answers unknown, never a culprit, where no change is listed', () => {
    expect(attribute(evidence({ candidates: [] })).answer).toEqual({ kind: 'unknown', why: 'no-candidate' });
  });

  it('lets missing evidence make unknown likelier beside none', () => {
    const ratio = (given: Partial<CaseEvidence>) => {
      const { unknown, none } = attribute(evidence({ candidates: [REWORDED], ...given }));
      return unknown / none.probability;
    };
    expect(ratio({ series: [] })).toBeGreaterThan(ratio({}));
    expect(ratio({ series: [], logs: [] })).toBeGreaterThan(ratio({ series: [] }));
  });

  it('answers none where traffic rose first and no difference explains anything', () => {
    const surge = [
      series('shop', 'requests_per_second', (minute) => wobble(minute) * (minute >= -2 ? 5 : 1)),
      series('billing', 'requests_per_second', (minute) => wobble(minute) * (minute >= -1 ? 5 : 1)),
    ];
    const given = evidence({
      candidates: [REWORDED],
      logs: logs('queue full'),
      series: [...evidence().series, ...surge],
    });
    const found = attribute(given);
    expect(found.answer).toEqual({ kind: 'none' });
    expect(found.none.reasons[0]?.code).toBe('traffic');
    // Its twin: the same without the surge does not say so.
    expect(attribute({ ...given, series: evidence().series }).none.probability).toBeLessThan(found.none.probability);
  });

  it('takes a rollback that ended the symptom for an intervention, and one that did not for the opposite', () => {
    const act = (result: 'recovered' | 'unchanged') =>
      of(
        'reworded',
        evidence({ interventions: [{ candidate: 'reworded', action: 'rolled-back', at: minutes(8), result }] }),
      );
    const before = of('reworded', evidence())?.probability ?? 0;
    expect(act('recovered')?.grade).toBe('intervention');
    expect(act('recovered')?.probability).toBeGreaterThan(before);
    expect(act('unchanged')?.probability).toBeLessThan(before);
  });

  it('does not let an assertion move the probability', () => {
    const plain = of('reworded', evidence());
    const named = of('reworded', evidence({ asserted: ['reworded'] }));
    expect(named?.probability).toBe(plain?.probability);
    expect(of('later', evidence({ asserted: ['later'] }))?.grade).toBe('asserted');
  });

  it('keeps its answer when every observation is a minute early or late', () => {
    for (const shift of [-MINUTE, MINUTE]) {
      const moved = <T extends { readonly at: number }>(one: T) => ({ ...one, at: instant(one.at + shift) });
      const given = evidence();
      const found = attribute({
        ...given,
        series: given.series.map((one) => ({ ...one, points: one.points.map(moved) })),
        logs: given.logs.map(moved),
      });
      expect(found.answer).toEqual({ kind: 'candidate', id: 'culprit' });
    }
  });

  it('takes an onset that an alarm estimated where there is no series', () => {
    const onsets = [{ at: minutes(0), service: 'billing', source: 'alarm' }];
    const found = attribute(evidence({ alert: null, series: [], logs: [], onsets }));
    expect(found.onsets[0]).toMatchObject({ source: 'alarm', weight: 1 });
    expect(found.candidates[0]?.grade).toBe('spatial');
  });

  it('weighs hostile texts and many lines without failing', () => {
    const nasty = `${'a'.repeat(50_000)}\u0000\u202e${'(('.repeat(5_000)}`;
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      at: instant(ONSET + index),
      service: `s${index % 40}`,
      severity: 'error' as const,
      message: `${index} ${'x'.repeat(index % 30)} failed`,
      attributes: { key: String(index) },
    }));
    const found = attribute(
      evidence({ logs: many, candidates: [{ ...CULPRIT, title: nasty, diff: nasty }, REWORDED] }),
    );
    expect(found.candidates.length).toBe(2);
    expect(found.candidates.every(({ probability }) => Number.isFinite(probability))).toBe(true);
  });
});
