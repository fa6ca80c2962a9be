import { type AttributionSetting, type CaseEvidence, DEFAULT_ATTRIBUTION } from '../../src/domain/attribution/index.ts';
import { instant } from '../../src/kernel/index.ts';
import type { AttributionCase } from './case.ts';

/** A way to spoil a case, or to know less of it. */
export interface Variant {
  readonly name: string;
  readonly spoil: (evidence: CaseEvidence) => CaseEvidence;
}

/** Every sort of evidence left out, the clock of what was observed moved by a minute, and what was known when the alert fired. */
export const VARIANTS: readonly Variant[] = [
  { name: 'no logs', spoil: (evidence) => ({ ...evidence, logs: [], patterns: [] }) },
  { name: 'no counted patterns', spoil: (evidence) => ({ ...evidence, patterns: [] }) },
  { name: 'no traces', spoil: (evidence) => ({ ...evidence, spans: [] }) },
  { name: 'no metrics', spoil: (evidence) => ({ ...evidence, series: [] }) },
  {
    name: 'no differences',
    spoil: (evidence) => ({ ...evidence, candidates: evidence.candidates.map((one) => ({ ...one, diff: null })) }),
  },
  {
    name: 'no deployment records',
    spoil: (evidence) => ({
      ...evidence,
      candidates: evidence.candidates.map((one) =>
        one.kind === 'flag' ? one : { ...one, effectiveAt: [], service: null },
      ),
    }),
  },
  {
    name: 'no flags',
    spoil: (evidence) => ({ ...evidence, candidates: evidence.candidates.filter(({ kind }) => kind !== 'flag') }),
  },
  { name: 'onset 60 s earlier', spoil: (evidence) => moved(evidence, -60_000) },
  { name: 'onset 60 s later', spoil: (evidence) => moved(evidence, 60_000) },
  { name: 'up to the alert', spoil: (evidence) => until(evidence, 0) },
  { name: 'up to five minutes after it', spoil: (evidence) => until(evidence, 5 * 60_000) },
];

/** Moves what was observed against what was changed. */
function moved(evidence: CaseEvidence, byMs: number): CaseEvidence {
  const later = <T extends { readonly at: number }>(one: T) => ({ ...one, at: instant(one.at + byMs) });
  return {
    ...evidence,
    alert: evidence.alert === null ? null : { ...evidence.alert, firedAt: instant(evidence.alert.firedAt + byMs) },
    series: evidence.series.map((series) => ({ ...series, points: series.points.map(later) })),
    logs: evidence.logs.map(later),
    spans: evidence.spans.map(later),
  };
}

/** Counted patterns are of the whole incident, so they are left out. */
function until(evidence: CaseEvidence, graceMs: number): CaseEvidence {
  const end = (evidence.alert?.firedAt ?? Number.POSITIVE_INFINITY) + graceMs;
  return {
    ...evidence,
    series: evidence.series.map((series) => ({ ...series, points: series.points.filter(({ at }) => at <= end) })),
    logs: evidence.logs.filter(({ at }) => at <= end),
    patterns: [],
    spans: evidence.spans.filter(({ at }) => at <= end),
    candidates: evidence.candidates.filter(
      ({ madeAt, effectiveAt }) => Math.min(madeAt ?? Number.POSITIVE_INFINITY, ...effectiveAt) <= end,
    ),
  };
}

/** A case with its evidence spoilt. */
export function spoilt(one: AttributionCase, { spoil }: Variant): AttributionCase {
  return { ...one, evidence: spoil(one.evidence) };
}

/** Every weight of the setting halved and doubled, one at a time; probabilities by their odds, `trust` at most 1. */
export function settingVariants(): readonly { readonly name: string; readonly setting: AttributionSetting }[] {
  return (Object.keys(DEFAULT_ATTRIBUTION) as (keyof AttributionSetting)[]).flatMap((key) =>
    [0.5, 2].map((factor) => ({
      name: `${key} x ${factor}`,
      setting: { ...DEFAULT_ATTRIBUTION, [key]: scaled(key, factor) },
    })),
  );
}

function scaled(key: keyof AttributionSetting, factor: number): number {
  const value = DEFAULT_ATTRIBUTION[key];
  if (key === 'trust') return Math.min(1, value * factor);
  if (key !== 'nonePrior' && key !== 'unknownPrior' && key !== 'answerFrom') return value * factor;
  const odds = (value / (1 - value)) * factor;
  return odds / (1 + odds);
}

/** The settings among which {@link leaveOneOut} chooses. */
export const FITTED: readonly AttributionSetting[] = [0.3, 0.4, 0.5].flatMap((nonePrior) =>
  [0.6, 0.8, 0.9, 1].map((trust) => ({ ...DEFAULT_ATTRIBUTION, nonePrior, trust })),
);
