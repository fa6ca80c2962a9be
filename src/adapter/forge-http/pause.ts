/** Without any hint the forge wants a minute (GitHub, "Best practices for using the REST API": secondary limits). */
const DEFAULT_PAUSE_MS = 60_000;
/** A forge's clock and ours differ; a hint that lies further off is taken as this. */
const MAX_PAUSE_MS = 3_900_000;

/**
 * How long an answer asks to be left alone, in milliseconds; `null` = it is no refusal for too many calls. GitHub answers
 * 403 or 429, with `retry-after` or an empty `x-ratelimit-remaining`; GitLab 429 with `retry-after`, `ratelimit-reset`.
 */
export function pauseAsked(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly nowMs: number;
}): number | null {
  const { status, headers, nowMs } = answer;
  const after = secondsOf(headers.get('retry-after'));
  const isSpent = headers.get('x-ratelimit-remaining') === '0' || headers.get('ratelimit-remaining') === '0';
  const isRefusal =
    status === 429 ||
    (status === 403 && (after !== null || isSpent || /secondary rate limit/i.test(answer.text.slice(0, 4096)))) ||
    (status === 503 && after !== null);
  if (!isRefusal) return null;
  if (after !== null) return bounded(after * 1000);
  const reset = secondsOf(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'));
  // One second more: the forge's moment is cut to whole seconds.
  return bounded(reset === null || !isSpent ? DEFAULT_PAUSE_MS : reset * 1000 - nowMs + 1000);
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_PAUSE_MS);
}
