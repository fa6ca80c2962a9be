import {
  type Counts,
  demandOf,
  MAX_METRICS,
  type MetricSpec,
  type Sample,
  USUAL_TIMING,
} from '../../domain/judge/index.ts';
import type { JudgeRequest } from '../../domain/rollout/index.ts';
import { accept, type Instant, instant, type Result, reject } from '../../kernel/index.ts';

/** One pair of series as Kayenta took them, and what the judge calls it. */
export interface Series {
  readonly name: string;
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly isCritical: boolean;
  readonly isMuted: boolean;
  /** `null` = values with a mean; else counts, of those that another series counts. */
  readonly counted: { readonly kind: 'errors' | 'business'; readonly exposure: string } | null;
  readonly control: readonly (number | null)[];
  readonly experiment: readonly (number | null)[];
  readonly startTimeMillis: number;
  readonly stepMillis: number;
  /** None where it is muted, two where both directions are worse. */
  readonly metrics: readonly MetricSpec[];
}

/** What Kayenta wants judged. */
export interface JudgeCall {
  readonly thresholds: { readonly pass: number; readonly marginal: number };
  readonly series: readonly Series[];
}

/** The longest step that the judge pairs by. */
const MAX_STEP_MS = 600_000;

/** Plan and samples of a call; the rejection says why there are none. */
export function judgeRequestOf({ series }: JudgeCall, now: Instant): Result<JudgeRequest, string> {
  // A series that only says how much there was is judged by nobody.
  const exposures = new Set(series.flatMap(({ counted }) => counted?.exposure ?? []));
  const judged = series.filter(({ name, metrics }) => metrics.length > 0 && !exposures.has(name));
  const named = judged.flatMap(({ metrics }) => metrics);
  if (named.length === 0) return reject('there is no metric to be judged');
  if (named.length > MAX_METRICS) return reject(`more than ${MAX_METRICS} metrics`);
  if (new Set(named.map(({ name }) => name)).size < named.length) return reject('two metrics have one name');
  const stepMs = judged[0]?.stepMillis ?? 0;
  if (judged.some(({ stepMillis }) => stepMillis !== stepMs)) return reject('the metrics have different steps');
  if (stepMs > MAX_STEP_MS) return reject('a step is longer than ten minutes');
  // Where nothing is critical everything is: else nothing would ever have to be proved.
  const isAnyCritical = named.some(({ isCritical }) => isCritical);
  const metrics = named.map((spec) => ({ ...spec, isCritical: spec.isCritical || !isAnyCritical }));
  const samples = judged.flatMap((each) => samplesOf(each, series, stepMs));
  const last = samples.reduce((latest, { at }) => Math.max(latest, at), 0);
  return accept({
    plan: {
      metrics,
      demand: demandOf({ tier: 1, riskPercentile: 0.5 }),
      stepMs,
      latenessMs: 0,
      silenceMs: Math.max(USUAL_TIMING.silenceMs, 3 * stepMs),
      leastEvents: USUAL_TIMING.leastEvents,
      lookShare: 0,
    },
    stage: { name: 'kayenta', canaryShare: 0.5, leastMs: 0, leastUnlearntMs: 0, horizon: null },
    samples,
    at: last === 0 ? now : instant(last),
  });
}

function samplesOf(each: Series, all: readonly Series[], stepMs: number): readonly Sample[] {
  const { startTimeMillis, metrics, counted } = each;
  const exposure = counted === null ? null : all.find(({ name }) => name === counted.exposure);
  const first = Math.ceil(startTimeMillis / stepMs) * stepMs;
  return (['control', 'experiment'] as const).flatMap((side) =>
    each[side].flatMap((value, at): readonly Sample[] => {
      const counts = countsOf(value, exposure === null ? null : (exposure?.[side][at] ?? null), exposure !== null);
      if (counts === null) return [];
      const since = instant(first + at * stepMs);
      const arm = side === 'control' ? 'control' : 'canary';
      return metrics.map(({ name }) => ({ metric: name, arm, series: '', since, at: instant(since + stepMs), counts }));
    }),
  );
}

/** `null` = nothing is known of this step. */
function countsOf(value: number | null, exposure: number | null, isCounted: boolean): Counts | null {
  if (value === null) return null;
  if (!isCounted) return { kind: 'values', n: 1, sum: value, sumOfSquares: value * value };
  return exposure === null ? null : { kind: 'events', events: value, exposure };
}
