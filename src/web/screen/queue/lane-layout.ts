import type { Build, Row } from './state.ts';

/** One entry: how far from the branch, and in which lane. */
export interface Cell {
  readonly row: Row;
  readonly at: number;
  readonly lane: number;
}

/** One build over the entries that it holds. */
export interface Span {
  readonly build: Build;
  /** Runs of places that it decides, without a gap; from and to are held. */
  readonly runs: readonly { readonly from: number; readonly to: number }[];
  /** Places of what it is built on and does not decide. */
  readonly assumed: readonly number[];
  /** The last place that it holds. */
  readonly end: number;
  /** Entries that it decides and that are not drawn. */
  readonly hidden: number;
}

export interface LaneLayout {
  readonly cells: readonly Cell[];
  /** Lanes that hold something, the first to land first, each with its last place. */
  readonly lanes: readonly { readonly lane: Row['lane']; readonly from: number; readonly to: number }[];
  readonly spans: readonly Span[];
  /** Waiting entries and builds that are not drawn. */
  readonly left: { readonly entries: number; readonly builds: number };
}

/** Places of entries and builds, without a size: who draws gives them one. Rows come in the order in which they may land. */
export function layOutLanes(given: {
  readonly rows: readonly Row[];
  readonly waiting: number;
  readonly builds: readonly Build[];
  readonly mostEntries: number;
  readonly mostBuilds: number;
}): LaneLayout {
  const { rows, waiting, builds, mostEntries, mostBuilds } = given;
  const shown = rows.filter(({ state }) => state === 'waiting').slice(0, mostEntries);
  const lanes: { lane: Row['lane']; from: number; to: number }[] = [];
  const cells = shown.map((row, at): Cell => {
    const last = lanes.at(-1);
    if (last?.lane === row.lane) last.to = at;
    else lanes.push({ lane: row.lane, from: at, to: at });
    return { row, at, lane: lanes.length - 1 };
  });
  const place = new Map(cells.map(({ row, at }) => [row.number, at]));
  const spans = builds
    .map((build) => spanOf(build, place))
    .filter(({ runs }) => runs.length > 0)
    .sort((a, b) => startOf(a) - startOf(b) || b.build.number - a.build.number);
  return {
    cells,
    lanes,
    spans: spans.slice(0, mostBuilds),
    left: { entries: waiting - cells.length, builds: builds.length - Math.min(spans.length, mostBuilds) },
  };
}

/** Ascending places as runs without a gap. */
export function runsOf(places: readonly number[]): Span['runs'] {
  const runs: { from: number; to: number }[] = [];
  for (const at of places) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === at - 1) last.to = at;
    else runs.push({ from: at, to: at });
  }
  return runs;
}

function spanOf(build: Build, place: ReadonlyMap<number, number>): Span {
  const places = build.subjects.flatMap((number) => place.get(number) ?? []).sort((a, b) => a - b);
  const assumed = build.assumes.flatMap((number) => place.get(number) ?? []);
  return {
    build,
    runs: runsOf(places),
    assumed,
    end: Math.max(-1, ...places, ...assumed),
    hidden: build.subjects.length - places.length,
  };
}

function startOf({ runs }: Span): number {
  return runs[0]?.from ?? 0;
}
