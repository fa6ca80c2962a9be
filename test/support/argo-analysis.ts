/** One metric of an AnalysisTemplate, as far as its limits decide. */
export interface ArgoMetric {
  readonly interval?: string;
  readonly count?: number;
  readonly failureLimit?: number;
  readonly inconclusiveLimit?: number;
  readonly consecutiveErrorLimit?: number;
  readonly consecutiveSuccessLimit?: number;
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly provider: { readonly web?: { readonly timeoutSeconds?: number } };
}

/** What came of one request: an answer, nobody there, or nothing until the time is over. */
export type WebReply = { readonly status: number; readonly body: string } | 'down' | 'hangs';

/** How an analysis ended. Failed and Error abort the rollout, Inconclusive pauses it. */
export interface ArgoEnd {
  readonly phase: 'Successful' | 'Failed' | 'Error' | 'Inconclusive' | 'Running';
  readonly seconds: number;
  readonly measurements: number;
}

type Phase = Exclude<ArgoEnd['phase'], 'Running'>;

/** What Argo has where a metric says nothing (argo-rollouts `analysis/analysis.go`, `utils/defaults/defaults.go`). */
const DEFAULTS = { failureLimit: 0, inconclusiveLimit: 0, consecutiveErrorLimit: 4, timeoutSeconds: 10 } as const;
const ERROR_RETRY_S = 10;

/**
 * Runs one web metric in virtual time by the rules of Argo Rollouts' analysis controller (read at 9f8d111), written anew from what it does:
 * what a measurement is, which limits end the metric and in which order they are looked at, when the next one is due.
 */
export function runArgoAnalysis(
  metric: ArgoMetric,
  ask: (seconds: number) => WebReply,
  untilSeconds = 30 * 86_400,
): ArgoEnd {
  const limits = { ...DEFAULTS, ...metric };
  const counts = { Successful: 0, Failed: 0, Inconclusive: 0, Error: 0 };
  const inRow = { errors: 0, successes: 0 };
  const wanted = metric.count ?? (metric.interval === undefined ? 1 : null);
  let measurements = 0;
  for (let now = 0; now <= untilSeconds; ) {
    const reply = ask(now);
    if (reply === 'hangs') now += metric.provider.web?.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
    const phase = measured(metric, reply);
    counts[phase] += 1;
    measurements += 1;
    inRow.errors = phase === 'Error' ? inRow.errors + 1 : 0;
    inRow.successes = phase === 'Successful' ? inRow.successes + 1 : 0;
    const end = (ended: Phase): ArgoEnd => ({ phase: ended, seconds: now, measurements });
    // The last of these that holds wins, as in assessMetricFailureInconclusiveOrError.
    if (inRow.errors > limits.consecutiveErrorLimit) return end('Error');
    if (counts.Inconclusive > limits.inconclusiveLimit) return end('Inconclusive');
    if (limits.failureLimit >= 0 && counts.Failed > limits.failureLimit) return end('Failed');
    const { consecutiveSuccessLimit = 0 } = metric;
    if (consecutiveSuccessLimit > 0 && inRow.successes >= consecutiveSuccessLimit) return end('Successful');
    const done = counts.Successful + counts.Failed + counts.Inconclusive;
    if (wanted !== null && done >= wanted) return end(consecutiveSuccessLimit > 0 ? 'Inconclusive' : 'Successful');
    now += phase === 'Error' ? ERROR_RETRY_S : secondsOf(metric.interval ?? '10s');
  }
  return { phase: 'Running', seconds: untilSeconds, measurements };
}

/** Phase of one measurement (`webmetric.go`, `evaluate.go`). */
function measured({ successCondition, failureCondition }: ArgoMetric, reply: WebReply): Phase {
  if (reply === 'down' || reply === 'hangs') return 'Error';
  if (reply.status < 200 || reply.status >= 300) return 'Error';
  const result = jsonOf(reply.body);
  try {
    const success = successCondition === undefined ? null : holds(successCondition, result);
    const failure = failureCondition === undefined ? null : holds(failureCondition, result);
    if (success === null && failure === null) return 'Successful';
    if (failure === true || (failure === null && success === false)) return 'Failed';
    return success === true || (success === null && failure === false) ? 'Successful' : 'Inconclusive';
  } catch {
    return 'Error';
  }
}

/** JSON, or the text itself where it is none. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** The part of expr-lang that the examples use: a field of the result compared with a text. Throws on anything else, as a condition that does not compile. */
function holds(condition: string, result: unknown): boolean {
  const [, field, text] = /^result\.(\w+) == "(\w+)"$/.exec(condition) ?? [];
  if (field === undefined) throw new Error(`not understood: ${condition}`);
  // A field of what has none does not evaluate; a field that is not there is nil, which equals no text.
  if (typeof result !== 'object' || result === null || Array.isArray(result)) throw new Error('no fields');
  return (result as Record<string, unknown>)[field] === text;
}

function secondsOf(duration: string): number {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(duration) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600 }[unit ?? ''];
  if (count === undefined || seconds === undefined) throw new Error(`no duration: ${duration}`);
  return Number(count) * seconds;
}
