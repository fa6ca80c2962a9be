import {
  type IntakeReport,
  type SampleKind,
  type SampleSource,
  SeriesMemory,
  type SeriesStore,
  type SourceRejection,
  type StatedPoint,
} from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** Looked back at first: what a source still has of the window after a start. */
const FIRST_MS = 60 * 60_000;
/** Looked back again each time: samples come late into a source too; what is known already changes nothing. */
const OVERLAP_MS = 60_000;
/** Selectors that are asked for in one pass: ten seconds have to do for all of them. */
export const MAX_WATCHED = 200;
/** Questions to one source at once. */
const MAX_ASKING = 4;

/** How the last question for a selector went. */
export interface WatchState {
  readonly source: string;
  readonly selector: string;
  /** `ok`, `waiting` = not asked yet, or why nothing came: then what is known is older than it looks. */
  readonly state: 'ok' | 'waiting' | SourceRejection['code'];
  /** What the source said; empty where it is `ok`. */
  readonly message: string;
  /** Of the last answer; `null` = none yet. */
  readonly at: Instant | null;
  /** Series of the last answer. */
  readonly series: number;
}

/** The measurements of one node: pushed to it, or fetched from sources for what is watched. */
export interface SignalHub {
  readonly store: SeriesStore;
  take(points: Iterable<StatedPoint>): IntakeReport;
  /** Fetches a selector from every source from now on; several watchers of one share it. False = too many are watched. */
  watch(selector: string): { readonly isWatched: boolean; readonly stop: () => void };
  watched(): readonly WatchState[];
  /** Asks every source for what is new of each watched selector, and forgets what is silent. */
  pass(): Promise<void>;
  /** What was pushed and what became of it, since the start of this node. */
  counts(): IntakeReport;
  readonly size: { readonly series: number };
  /** For monitoring, by metric name. */
  figures(): Readonly<Record<string, number>>;
}

/** Makes the hub; `selectors` are watched as long as it is. */
export function openSignalHub(options: {
  readonly sources: readonly SampleSource[];
  readonly selectors: readonly string[];
  readonly now: () => Instant;
}): SignalHub {
  const { sources, selectors, now } = options;
  const memory = new SeriesMemory();
  const watchers = new Map<string, { count: number }>();
  const states = new Map<string, WatchState>();
  let counted: IntakeReport = { taken: 0, same: 0, refused: {} };
  const watch: SignalHub['watch'] = (selector) => {
    const known = watchers.get(selector);
    if (known === undefined && watchers.size >= MAX_WATCHED) return { isWatched: false, stop: () => {} };
    const watcher = known ?? { count: 0 };
    watcher.count += 1;
    watchers.set(selector, watcher);
    let isOver = false;
    return {
      isWatched: true,
      stop() {
        if (isOver) return;
        isOver = true;
        watcher.count -= 1;
        if (watcher.count > 0) return;
        watchers.delete(selector);
        for (const source of sources) states.delete(stateKey(source, selector));
      },
    };
  };
  for (const selector of selectors) watch(selector);
  const ask = async (source: SampleSource, selector: string): Promise<void> => {
    const key = stateKey(source, selector);
    const before = states.get(key) ?? null;
    const to = now();
    const from = instant(before?.at == null ? to - FIRST_MS : Math.max(before.at - OVERLAP_MS, to - FIRST_MS));
    const answer = await source.samples({ selector, from, to });
    if (!watchers.has(selector)) return;
    const base = { source: source.name, selector };
    if (!answer.ok) {
      const { code, message } = answer.rejection;
      states.set(key, { ...base, state: code, message, at: before?.at ?? null, series: before?.series ?? 0 });
      return;
    }
    const { series } = answer.value;
    for (const { name, samples } of series) {
      const kind = kindOf(name.metric);
      memory.take(
        samples.map(({ at, value }) => ({ name, kind, states: 'total', at, from: null, value, id: null })),
        to,
      );
    }
    states.set(key, { ...base, state: 'ok', message: answer.value.warnings[0] ?? '', at: to, series: series.length });
  };
  return {
    store: memory,
    take(points) {
      const report = memory.take(points, now());
      counted = added(counted, report);
      return report;
    },
    watch,
    watched: () =>
      sources.flatMap((source) =>
        [...watchers.keys()].map(
          (selector): WatchState =>
            states.get(stateKey(source, selector)) ?? {
              source: source.name,
              selector,
              state: 'waiting',
              message: '',
              at: null,
              series: 0,
            },
        ),
      ),
    async pass() {
      memory.forgetSilent(now());
      const asked = sources.flatMap((source) => [...watchers.keys()].map((selector) => ({ source, selector })));
      const workers = Array.from({ length: Math.min(MAX_ASKING, asked.length) }, async () => {
        for (let next = asked.shift(); next !== undefined; next = asked.shift()) await ask(next.source, next.selector);
      });
      await Promise.all(workers);
    },
    counts: () => counted,
    get size() {
      return memory.size;
    },
    figures: () => ({
      firebreak_signal_series: memory.size.series,
      firebreak_signal_points_taken: counted.taken,
      firebreak_signal_points_refused: Object.values(counted.refused).reduce((sum, count) => sum + count, 0),
      firebreak_signal_watches_failing: [...states.values()].filter(({ state }) => state !== 'ok').length,
    }),
  };
}

/** Prometheus does not say with its samples what they are; its names do (Prometheus, "Metric and label naming"). */
export function kindOf(metric: string): SampleKind {
  return /_(?:total|count|sum|bucket)$/.test(metric) ? 'counter' : 'gauge';
}

function stateKey(source: SampleSource, selector: string): string {
  return `${source.name} ${selector}`;
}

function added(one: IntakeReport, other: IntakeReport): IntakeReport {
  const refused: Record<string, number> = { ...one.refused };
  for (const [code, count] of Object.entries(other.refused)) refused[code] = (refused[code] ?? 0) + count;
  return { taken: one.taken + other.taken, same: one.same + other.same, refused };
}
