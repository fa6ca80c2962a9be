import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LiveEvent } from '../../contract/index.ts';
import { setServerTime } from './clock.ts';
import { type Failure, read } from './request.ts';
import { useSession } from './session.tsx';

/** One document of the API as it stands on the screen. */
export interface Reading<T> {
  /** The newest one that was read; `null` = none yet. */
  readonly document: T | null;
  /** Why the newest reading failed; the older document then still stands. */
  readonly failure: Failure | null;
  readonly again: () => void;
}

interface DocumentOptions {
  /** Which events may change this document; without it all but those of merge queues. */
  readonly concerns?: (event: LiveEvent) => boolean;
  /** Shows the document of the path before until the new one is read: for lists that are narrowed. */
  readonly keepsOld?: boolean;
}

/** Events come in bursts: what follows so closely is read with the first. */
const GATHER_MS = 60;
/** Between two readings: a busy server's thousand events a second are one reading a second. */
const PAUSE_MS = 700;
/** After a failure. */
const RETRY_MS = 5_000;

/** Documents that were shown, so that "back" shows something at once; read anew all the same. */
const kept = new Map<string, unknown>();
const MOST_KEPT = 20;

/**
 * Reads a document, and again whenever the live feed says that it may be another one. Shown content stays until the new
 * one is there. Nothing is read for a page that nobody sees.
 */
export function useDocument<T extends { readonly schema: string; readonly as_of?: string }>(
  path: string | null,
  options: DocumentOptions = {},
): Reading<T> {
  const { concerns = notOfQueues, keepsOld = false } = options;
  const { live, renew } = useSession();
  const [state, setState] = useState<{ path: string | null; document: T | null; failure: Failure | null }>(() =>
    first(path),
  );
  const reader = useRef<Reader | null>(null);
  const concern = useRef(concerns);
  concern.current = concerns;
  useEffect(() => {
    setState((old) => (old.path === path || (keepsOld && old.document !== null) ? old : first(path)));
    if (path === null) return;
    const one = new Reader(async (signal) => {
      const answer = await read<T>(path, signal);
      if (signal.aborted) return true;
      if (!answer.ok) {
        if (answer.failure.status === 401) void renew();
        setState((old) => ({ path, document: old.path === path ? old.document : null, failure: answer.failure }));
        return answer.failure.status !== 0 && answer.failure.status < 500;
      }
      keep(path, answer.value);
      if (answer.value.as_of !== undefined) setServerTime(Date.parse(answer.value.as_of));
      setState({ path, document: answer.value, failure: null });
      return true;
    });
    reader.current = one;
    void live.ready().then(() => one.wake());
    const stop = live.listen((event) => {
      if (event === null || concern.current(event)) one.wake();
    });
    return () => {
      stop();
      one.end();
    };
  }, [path, live, renew, keepsOld]);
  const again = useCallback(() => reader.current?.wake(), []);
  const shown = state.path === path ? state : keepsOld ? { ...state, failure: null } : first<T>(path);
  return { document: shown.document, failure: shown.failure, again };
}

/** Documents that tell of a queue say so. */
function notOfQueues({ queue }: LiveEvent): boolean {
  return (queue ?? null) === null;
}

function first<T>(path: string | null): { path: string | null; document: T | null; failure: Failure | null } {
  return { path, document: path === null ? null : ((kept.get(path) as T | undefined) ?? null), failure: null };
}

function keep(path: string, document: unknown): void {
  kept.delete(path);
  kept.set(path, document);
  const oldest = kept.keys().next().value;
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** Forgets what was shown: another person may look now. */
export function forgetDocuments(): void {
  kept.clear();
}

/** One reading at a time, at most one more waiting, a pause between them, none while the page is hidden. */
class Reader {
  readonly #task: (signal: AbortSignal) => Promise<boolean>;
  readonly #end = new AbortController();
  #isBusy = false;
  #isDue = false;
  #earliest = 0;

  constructor(task: (signal: AbortSignal) => Promise<boolean>) {
    this.#task = task;
    document.addEventListener('visibilitychange', () => void this.#work(), { signal: this.#end.signal });
  }

  wake(): void {
    this.#isDue = true;
    void this.#work();
  }

  end(): void {
    this.#end.abort();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#isDue && !this.#end.signal.aborted && document.visibilityState === 'visible') {
      const wait = this.#earliest === 0 ? 0 : Math.max(GATHER_MS, this.#earliest - performance.now());
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      if (this.#end.signal.aborted) break;
      this.#isDue = false;
      const isDone = await this.#task(this.#end.signal);
      if (!isDone) this.#isDue = true;
      this.#earliest = performance.now() + (isDone ? PAUSE_MS : RETRY_MS);
    }
    this.#isBusy = false;
  }
}
