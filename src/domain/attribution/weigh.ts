import { gradeOf, stepsFor } from './grade.ts';
import type {
  Attribution,
  AttributionAnswer,
  AttributionReason,
  CandidateChange,
  CaseEvidence,
  EvidenceGrade,
  OnsetEstimate,
  WeighedCandidate,
} from './model.ts';
import type { AttributionSetting } from './setting.ts';

/** A candidate with everything that was found of it. */
export interface Told {
  readonly candidate: CandidateChange;
  readonly service: string | null;
  /** Natural logarithm. */
  readonly prior: number;
  readonly reasons: readonly AttributionReason[];
  readonly isReadable: boolean;
}

/** With each sort of evidence that is missing, so much more may be hidden. */
const HIDDEN = 0.04;

/** Turns reasons into a distribution: a naive Bayes model whose evidence is trusted in part (`setting.trust`). */
export function weigh(
  told: readonly Told[],
  about: {
    readonly evidence: CaseEvidence;
    readonly external: readonly AttributionReason[];
    readonly onsets: readonly OnsetEstimate[];
    readonly setting: AttributionSetting;
  },
): Pick<Attribution, 'answer' | 'candidates' | 'none' | 'unknown' | 'missing'> {
  const { evidence, external, setting } = about;
  const missing = missingOf(evidence);
  const unknownPrior = setting.unknownPrior + HIDDEN * missing.length;
  const ours = Math.log(Math.max(1e-9, 1 - setting.nonePrior - unknownPrior));
  const weights = told.map(({ prior, reasons }) => Math.exp(ours + prior + setting.trust * total(reasons)));
  const noneWeight = setting.nonePrior * Math.exp(setting.trust * total(external));
  const unknownWeight = about.onsets.length === 0 ? UNTIMED * unknownPrior : unknownPrior;
  const whole = weights.reduce((sum, weight) => sum + weight, noneWeight + unknownWeight);
  const candidates = told
    .map((one, index) => weighed(one, { probability: (weights[index] ?? 0) / whole, asserted: evidence.asserted }))
    .sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
  const none = noneWeight / whole;
  return {
    answer: answerOf(candidates, { none, hasSign: external.length > 0, setting, isTimed: about.onsets.length > 0 }),
    candidates,
    none: { probability: none, reasons: external },
    unknown: unknownWeight / whole,
    missing,
  };
}

/** Where nothing tells when it began, nearly everything is unknown. */
const UNTIMED = 20;

function total(reasons: readonly AttributionReason[]): number {
  return reasons.reduce((sum, { logOdds }) => sum + logOdds, 0);
}

function weighed(
  { candidate, service, reasons, isReadable }: Told,
  about: { readonly probability: number; readonly asserted: readonly string[] },
): WeighedCandidate {
  const { id, kind, title } = candidate;
  const grade = gradeOf(reasons, about.asserted.includes(id));
  return {
    id,
    kind,
    service,
    title,
    probability: about.probability,
    grade,
    standing: standingOf(grade, { probability: about.probability, reasons }),
    reasons,
    raise: stepsFor(grade, { id, isFlag: kind === 'flag', isReadable }),
  };
}

function standingOf(
  grade: EvidenceGrade,
  { probability, reasons }: { readonly probability: number; readonly reasons: readonly AttributionReason[] },
): WeighedCandidate['standing'] {
  if (reasons.some(({ code }) => code === 'after-onset')) return 'cleared';
  return (grade === 'mechanism' || grade === 'intervention') && probability > 0.5 ? 'cause' : 'suspect';
}

function answerOf(
  candidates: readonly WeighedCandidate[],
  about: {
    readonly none: number;
    readonly hasSign: boolean;
    readonly setting: AttributionSetting;
    readonly isTimed: boolean;
  },
): AttributionAnswer {
  const [best] = candidates;
  if (!about.isTimed) return { kind: 'unknown', why: 'no-onset' };
  if (best === undefined) return { kind: 'unknown', why: 'no-candidate' };
  const isNone = about.none > best.probability;
  const least = isNone && !about.hasSign ? Math.max(SIGNLESS, about.setting.answerFrom) : about.setting.answerFrom;
  if (Math.max(best.probability, about.none) < least) return { kind: 'unknown', why: 'undecided' };
  return isNone ? { kind: 'none' } : { kind: 'candidate', id: best.id };
}

/** That nothing fits is no sign of a cause outside; then none must be likelier than everything else. */
const SIGNLESS = 0.5;

function missingOf({ series, logs, patterns, spans, candidates }: CaseEvidence): Attribution['missing'] {
  const readable = candidates.some(({ diff }) => diff !== null);
  return [
    ...(series.length === 0 ? (['metrics'] as const) : []),
    ...(logs.length + patterns.length === 0 ? (['logs'] as const) : []),
    ...(spans.length === 0 ? (['traces'] as const) : []),
    ...(candidates.length > 0 && !readable ? (['differences'] as const) : []),
    ...(candidates.length === 0 ? (['candidates'] as const) : []),
  ];
}
