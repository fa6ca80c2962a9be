import type { LiveEvent } from '../../contract/index.ts';

/** `waiting` = not connected, tries again by itself. */
export type LiveState = 'off' | 'live' | 'waiting';

/** Told of each event, and with `null` after a gap in which events may have been missed. */
type Listener = (event: LiveEvent | null) => void;

/** What is read before the connection is open misses what happens in between: so long a page waits for it. */
const READY_MS = 300;
const FIRST_RETRY_MS = 1_000;
/** A server that is down for long is asked rarely. */
const LAST_RETRY_MS = 30_000;

/** The one live connection of the page. */
export class Live {
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #state: LiveState = 'off';
  #wasLive = false;
  /** Somebody did not wait for the connection. */
  #isLate = false;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<(state: LiveState) => void>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get state(): LiveState {
    return this.#state;
  }

  start(): void {
    if (this.#source !== null) return;
    clearTimeout(this.#timer);
    const source = new EventSource(this.#path);
    this.#source = source;
    source.onopen = () => this.#opened();
    source.onmessage = (message: MessageEvent<string>) => this.#tell(eventOf(message.data));
    source.onerror = () => this.#broken(source);
  }

  /** Lets go of the connection for a while; whatever is missed until the next start counts as a gap. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#become('off');
  }

  stop(): void {
    this.pause();
    this.#wasLive = false;
  }

  /** Ends once the connection is open, or after a moment: then what was missed counts as a gap. */
  async ready(): Promise<void> {
    if (this.#state === 'live') return;
    await new Promise<void>((resolve) => {
      const done = (isOpen: boolean): void => {
        clearTimeout(timer);
        stop();
        if (!isOpen) this.#isLate = true;
        resolve();
      };
      const stop = this.watch((state) => {
        if (state === 'live') done(true);
      });
      const timer = setTimeout(() => done(false), READY_MS);
    });
  }

  /** Calls back until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(watcher: (state: LiveState) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #opened(): void {
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#wasLive || this.#isLate) this.#tell(null);
    this.#wasLive = true;
    this.#isLate = false;
    this.#become('live');
  }

  /** The browser reconnects by itself, except after an answer that is no stream: then we do, more and more rarely. */
  #broken(source: EventSource): void {
    this.#become('waiting');
    if (source.readyState !== EventSource.CLOSED) return;
    this.#source = null;
    this.#timer = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #tell(event: LiveEvent | null): void {
    for (const listener of this.#listeners) listener(event);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}

/** What cannot be read counts as a gap: reading once too often is harmless. */
function eventOf(data: string): LiveEvent | null {
  try {
    return JSON.parse(data) as LiveEvent;
  } catch {
    return null;
  }
}
