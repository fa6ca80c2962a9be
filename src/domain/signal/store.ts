import type { Instant } from '../../kernel/index.ts';
import type { IntakeReport, PointRejection, Sample, SeriesKey, SeriesName, StatedPoint } from './model.ts';
import type { KnownSeries, NewSample, SeriesStore } from './port.ts';
import { RecentIds } from './recent-id.ts';
import { isSelected, readSeriesKey, seriesKey } from './series.ts';
import { SampleRing } from './window.ts';

/** What one node remembers of measurements. */
export interface SeriesLimits {
  /** Lines of all metrics: a label that holds an id of a request must not take the memory of a node. */
  readonly series: number;
  /** Lines of one metric, so that one that is labelled badly leaves room for the others. */
  readonly seriesOfMetric: number;
  /** Samples of one line: four hours at one in ten seconds. */
  readonly samples: number;
  /** Samples of all lines together, 16 bytes each; beyond them every line keeps less. */
  readonly allSamples: number;
  /** Older ones are refused, and a line that was silent so long is forgotten. */
  readonly windowMs: number;
  /** A sender's clock may go before ours by this much; more would let it hide what comes until then. */
  readonly futureMs: number;
}

export const SERIES_LIMITS: SeriesLimits = {
  series: 10_000,
  seriesOfMetric: 2_000,
  samples: 2_048,
  allSamples: 4_194_304,
  windowMs: 4 * 60 * 60_000,
  futureMs: 60_000,
};

/** Between two looks for silent lines where there is no more room: the look goes over all of them. */
const LOOK_MS = 10_000;

/** The measurements of one node in bounded memory: nothing of them stands in the event log. Deterministic; `now` is given. */
export class SeriesMemory implements SeriesStore {
  readonly #limits: SeriesLimits;
  readonly #rings = new Map<SeriesKey, { readonly name: SeriesName; readonly ring: SampleRing }>();
  readonly #byMetric = new Map<string, Set<SeriesKey>>();
  readonly #listeners = new Set<(sample: NewSample) => void>();
  readonly #ids = new RecentIds();
  #allocated = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(limits: SeriesLimits = SERIES_LIMITS) {
    this.#limits = limits;
  }

  /** Lines that are known, and samples that there is room for. */
  get size(): { readonly series: number; readonly room: number } {
    return { series: this.#rings.size, room: this.#allocated };
  }

  /** Takes what was stated, each point for itself: one that is wrong does not cost the others. */
  take(points: Iterable<StatedPoint>, now: Instant): IntakeReport {
    const refused: Partial<Record<PointRejection, number>> = {};
    let taken = 0;
    let same = 0;
    for (const point of points) {
      const became = this.#takeOne(point, now);
      if (became === 'taken') taken += 1;
      else if (became === 'same') same += 1;
      else refused[became] = (refused[became] ?? 0) + 1;
    }
    return { taken, same, refused };
  }

  samplesOf(series: SeriesKey, from: Instant, to: Instant): readonly Sample[] {
    return this.#rings.get(series)?.ring.between(from, to) ?? [];
  }

  find(selector: SeriesName): readonly KnownSeries[] {
    const keys = this.#byMetric.get(selector.metric) ?? [];
    return [...keys].sort().flatMap((key) => {
      const known = this.#rings.get(key);
      return known !== undefined && isSelected(known.name, selector) ? [knownOf(key, known)] : [];
    });
  }

  list(): readonly KnownSeries[] {
    return [...this.#rings].map(([key, known]) => knownOf(key, known));
  }

  onSample(listener: (sample: NewSample) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets lines that were silent for the whole window; gives how many. */
  forgetSilent(now: Instant): number {
    const silent = [...this.#rings].filter(([, { ring }]) => ring.lastAt < now - this.#limits.windowMs);
    for (const [key, { name, ring }] of silent) {
      this.#rings.delete(key);
      this.#allocated -= ring.capacity;
      const ofMetric = this.#byMetric.get(name.metric);
      ofMetric?.delete(key);
      if (ofMetric?.size === 0) this.#byMetric.delete(name.metric);
    }
    return silent.length;
  }

  #takeOne(point: StatedPoint, now: Instant): 'taken' | 'same' | PointRejection {
    const { kind, states, at, value } = point;
    if (!Number.isFinite(value) || !Number.isFinite(at)) return 'not-a-number';
    if (value < 0 && (kind === 'counter' || states === 'increment')) return 'negative';
    if (at > now + this.#limits.futureMs) return 'future';
    if (at < now - this.#limits.windowMs) return 'too-old';
    const key = seriesKey(point.name);
    if (!key.ok) return key.rejection;
    const moment = Math.trunc(at) as Instant;
    const found = this.#ringOf(key.value, { point, now });
    if (!(found instanceof SampleRing)) return found;
    const isKnown = point.id !== null && this.#ids.has(`${key.value} ${point.id}`);
    if (isKnown) return 'same';
    const total = states === 'total' ? value : totalWith(found, { point, moment, grow: this.#grow(found) });
    if (total === null) return 'late-increment';
    const became = found.put(moment, total, this.#grow(found));
    if (became !== 'taken') return became;
    if (point.id !== null) this.#ids.add(`${key.value} ${point.id}`);
    this.#tell({ series: key.value, kind, at: moment, value: total });
    return 'taken';
  }

  #ringOf(
    key: SeriesKey,
    { point, now }: { readonly point: StatedPoint; readonly now: Instant },
  ): SampleRing | 'too-many-series' | 'other-kind' {
    const known = this.#rings.get(key)?.ring;
    if (known !== undefined) return known.kind === point.kind ? known : 'other-kind';
    if (!this.#hasRoomFor(point.name.metric) && !this.#foundRoom(point.name.metric, now)) return 'too-many-series';
    const name = readSeriesKey(key);
    const ring = new SampleRing(point.kind);
    this.#rings.set(key, { name, ring });
    this.#allocated += ring.capacity;
    const ofMetric = this.#byMetric.get(name.metric);
    if (ofMetric === undefined) this.#byMetric.set(name.metric, new Set([key]));
    else ofMetric.add(key);
    return ring;
  }

  #hasRoomFor(metric: string): boolean {
    const { series, seriesOfMetric, allSamples } = this.#limits;
    const ofMetric = this.#byMetric.get(metric)?.size ?? 0;
    return this.#rings.size < series && ofMetric < seriesOfMetric && this.#allocated < allSamples;
  }

  #foundRoom(metric: string, now: Instant): boolean {
    if (now - this.#lookedAt < LOOK_MS && now >= this.#lookedAt) return false;
    this.#lookedAt = now;
    return this.forgetSilent(now) > 0 && this.#hasRoomFor(metric);
  }

  #grow(ring: SampleRing): (more: number) => boolean {
    return (more) => {
      const { samples, allSamples } = this.#limits;
      if (ring.capacity + more > samples || this.#allocated + more > allSamples) return false;
      this.#allocated += more;
      return true;
    };
  }

  #tell(sample: NewSample): void {
    for (const listener of this.#listeners) listener(sample);
  }
}

/** The total after an increment; `null` = it lies before what is known already. A counter that is new begins at 0 before it. */
function totalWith(
  ring: SampleRing,
  given: { readonly point: StatedPoint; readonly moment: Instant; readonly grow: (more: number) => boolean },
): number | null {
  const { point, moment, grow } = given;
  if (point.kind === 'gauge') return point.value;
  if (ring.size === 0) {
    const stated = point.from !== null && Number.isFinite(point.from) ? Math.trunc(point.from) : moment - 1;
    ring.put(Math.min(stated, moment - 1), 0, grow);
    return point.value;
  }
  return moment > ring.lastAt ? ring.lastValue + point.value : null;
}

function knownOf(
  series: SeriesKey,
  { name, ring }: { readonly name: SeriesName; readonly ring: SampleRing },
): KnownSeries {
  return { series, name, kind: ring.kind, samples: ring.size, lastAt: ring.lastAt as Instant };
}
