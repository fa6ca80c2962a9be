import { type Attribution, type AttributionSetting, attribute } from '../../src/domain/attribution/index.ts';
import { brierScore } from '../../src/statistics/index.ts';
import { type AttributionCase, NO_CHANGE } from './case.ts';

/** What one method answers of one case: ids with {@link NO_CHANGE} among them, likeliest first. */
export interface Answer {
  /** `null` = it abstains. */
  readonly first: string | null;
  readonly ranked: readonly string[];
  /** Probability of each ranked answer, where the method tells one. */
  readonly probabilities: readonly number[] | null;
  readonly unknown: number;
}

/** The outcome of one method on one case. */
export interface Outcome {
  readonly name: string;
  readonly truth: string;
  readonly answer: Answer;
  readonly isTop1: boolean;
  readonly isTop3: boolean;
  readonly isDecoy: boolean;
  readonly isAbstention: boolean;
}

/** Answers of the product. */
export function productAnswer(
  { evidence }: AttributionCase,
  setting?: AttributionSetting,
): { readonly answer: Answer; readonly attribution: Attribution } {
  const attribution = attribute(evidence, setting);
  const rows = [
    ...attribution.candidates.map(({ id, probability }) => ({ id, probability })),
    { id: NO_CHANGE, probability: attribution.none.probability },
  ].sort((a, b) => b.probability - a.probability);
  const { answer } = attribution;
  return {
    attribution,
    answer: {
      first: answer.kind === 'candidate' ? answer.id : answer.kind === 'none' ? NO_CHANGE : null,
      ranked: rows.map(({ id }) => id),
      probabilities: rows.map(({ probability }) => probability),
      unknown: attribution.unknown,
    },
  };
}

/** Holds an answer against the truth; an abstention is neither right nor a decoy. */
export function outcomeOf(one: AttributionCase, answer: Answer): Outcome {
  return {
    name: one.name,
    truth: one.truth,
    answer,
    isTop1: answer.first === one.truth,
    isTop3: answer.ranked.slice(0, 3).includes(one.truth),
    isDecoy: answer.first !== null && one.decoys.includes(answer.first),
    isAbstention: answer.first === null,
  };
}

/** Rivals that look at one thing. */
export const RIVALS: Readonly<Record<string, (one: AttributionCase) => Answer>> = {
  'latest deploy': (one) => only(latest(one, (candidate) => candidate.kind !== 'flag')),
  'latest commit': (one) => only(latestCommit(one)),
  "alerting service's deploy": (one) =>
    only(latest(one, ({ service, kind }) => kind !== 'flag' && service === one.evidence.alert?.service)),
  'always none': () => only(NO_CHANGE),
};

function only(id: string | null): Answer {
  return { first: id, ranked: id === null ? [] : [id], probabilities: null, unknown: 0 };
}

function latest(
  { evidence }: AttributionCase,
  fits: (candidate: AttributionCase['evidence']['candidates'][number]) => boolean,
): string | null {
  const until = evidence.alert?.firedAt ?? Number.POSITIVE_INFINITY;
  const rows = evidence.candidates
    .filter(fits)
    .flatMap(({ id, effectiveAt }) => effectiveAt.map((at) => ({ id, at })))
    .filter(({ at }) => at <= until)
    .sort((a, b) => b.at - a.at);
  return rows[0]?.id ?? null;
}

function latestCommit({ evidence }: AttributionCase): string | null {
  const until = evidence.alert?.firedAt ?? Number.POSITIVE_INFINITY;
  const rows = evidence.candidates
    .filter(({ kind, madeAt }) => kind !== 'flag' && madeAt !== null && madeAt <= until)
    .sort((a, b) => (b.madeAt ?? 0) - (a.madeAt ?? 0));
  return rows[0]?.id ?? null;
}

/** Brier score over every statement of every case: each candidate, none and unknown, summed a case (Brier 1950), averaged. */
export function brierOf(outcomes: readonly Outcome[]): number {
  const sums = outcomes.map(({ truth, answer }) => {
    const scores = [...(answer.probabilities ?? []), answer.unknown];
    const labels = [...answer.ranked.map((id) => (id === truth ? 1 : 0)), 0];
    return brierScore({ scores: Float64Array.from(scores), labels: Uint8Array.from(labels) }) * scores.length;
  });
  return sums.reduce((sum, one) => sum + one, 0) / sums.length;
}
