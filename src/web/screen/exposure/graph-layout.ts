/** A service and where its box stands; the corner is the top left one. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  readonly boxes: readonly Box[];
  /** By {@link laneKey}: where a line passes each layer between its ends. */
  readonly lanes: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}

export interface Call {
  readonly caller: string;
  readonly callee: string;
}

/** How large boxes are, how far apart, and how many stand side by side across the way of the calls. */
export interface Grid {
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly gapAlong: number;
  readonly gapAcross: number;
  /** `right`: callers stand left of what they call. `down`: above it. */
  readonly direction: 'right' | 'down';
  /** A layer with more becomes several. */
  readonly mostAcross: number;
}

/** Times that each layer is ordered by its neighbours: more changes nothing in graphs of this size. */
const SWEEPS = 6;

/** What a lane takes across the way of the calls. */
const LANE = 10;
/** No name of a service holds it. */
const LANE_MARK = '\n';

/** The key of a call's lanes. */
export function laneKey(caller: string, callee: string): string {
  return `${caller}${LANE_MARK}${callee}`;
}

/**
 * Layers by calls: whoever calls stands before what it calls, and layers are ordered so that fewer lines cross. A call
 * past a layer has a lane there, so that no line runs behind a box. Calls in a ring are cut where the walk closes it.
 * The same input gives the same picture.
 */
export function layOut(ids: readonly string[], calls: readonly Call[], grid: Grid): Picture {
  const known = new Set(ids);
  const inside = calls.filter(({ caller, callee }) => caller !== callee && known.has(caller) && known.has(callee));
  const split = layersOf(ids, inside).flatMap((layer) => chunks(layer, grid.mostAcross));
  const { layers, links } = withLanes(split, inside);
  return placed(ordered(layers, links), grid);
}

function placed(layers: readonly (readonly string[])[], grid: Grid): Picture {
  const isRight = grid.direction === 'right';
  const [along, across] = isRight ? [grid.boxWidth, grid.boxHeight] : [grid.boxHeight, grid.boxWidth];
  const size = (id: string) => (id.includes(LANE_MARK) ? LANE : across);
  const spanOf = (layer: readonly string[]) =>
    layer.reduce((sum, id) => sum + size(id), 0) + Math.max(0, layer.length - 1) * grid.gapAcross;
  const span = Math.max(across, ...layers.map(spanOf));
  const boxes: Box[] = [];
  const lanes = new Map<string, Point[]>();
  layers.forEach((layer, depth) => {
    const a = depth * (along + grid.gapAlong);
    let b = (span - spanOf(layer)) / 2;
    for (const id of layer) {
      const middle = b + size(id) / 2;
      if (!id.includes(LANE_MARK)) boxes.push({ id, ...(isRight ? { x: a, y: b } : { x: b, y: a }) });
      else {
        const key = id.slice(0, id.lastIndexOf(LANE_MARK));
        lanes.set(key, [...(lanes.get(key) ?? []), isRight ? { x: a, y: middle } : { x: middle, y: a }]);
      }
      b += size(id) + grid.gapAcross;
    }
  });
  const length = Math.max(1, layers.length) * along + Math.max(0, layers.length - 1) * grid.gapAlong;
  return { boxes, lanes, width: isRight ? length : span, height: isRight ? span : length };
}

/** Puts a place of its own into each layer that a call passes, and cuts the call into links from layer to layer. */
function withLanes(layers: readonly string[][], calls: readonly Call[]) {
  const depth = new Map(layers.flatMap((layer, at) => layer.map((id) => [id, at] as const)));
  const filled = layers.map((layer) => [...layer]);
  const links: Call[] = [];
  for (const { caller, callee } of calls) {
    let before = caller;
    for (let at = (depth.get(caller) ?? 0) + 1; at < (depth.get(callee) ?? 0); at += 1) {
      const lane = `${laneKey(caller, callee)}${LANE_MARK}${at}`;
      filled[at]?.push(lane);
      links.push({ caller: before, callee: lane });
      before = lane;
    }
    links.push({ caller: before, callee });
  }
  return { layers: filled, links };
}

/** Longest way from a service that nobody calls. */
function layersOf(ids: readonly string[], calls: readonly Call[]): string[][] {
  const callees = new Map<string, string[]>(ids.map((id) => [id, []]));
  const isCalled = new Set<string>();
  for (const { caller, callee } of calls) {
    callees.get(caller)?.push(callee);
    isCalled.add(callee);
  }
  const order = withoutRings(ids, callees, isCalled);
  const depth = new Map<string, number>();
  for (const id of order.ids) {
    const own = depth.get(id) ?? 0;
    depth.set(id, own);
    for (const callee of callees.get(id) ?? []) {
      if (!order.cut.has(`${id}\n${callee}`)) depth.set(callee, Math.max(depth.get(callee) ?? 0, own + 1));
    }
  }
  const layers: string[][] = [];
  for (const id of ids) {
    const layer = layers[depth.get(id) ?? 0];
    if (layer === undefined) layers[depth.get(id) ?? 0] = [id];
    else layer.push(id);
  }
  return layers.filter((layer) => layer !== undefined);
}

/** Callers first; calls that would close a ring are named, so that they can be left out. Walks with a stack of its own. */
function withoutRings(
  ids: readonly string[],
  callees: ReadonlyMap<string, readonly string[]>,
  isCalled: ReadonlySet<string>,
) {
  const state = new Map<string, 'open' | 'done'>();
  const cut = new Set<string>();
  const finished: string[] = [];
  const starts = [...ids.filter((id) => !isCalled.has(id)), ...ids];
  for (const start of starts) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const stack = [{ id: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const callee = callees.get(top.id)?.[top.next];
      top.next += 1;
      if (callee === undefined) {
        state.set(top.id, 'done');
        finished.push(top.id);
        stack.pop();
      } else if (state.get(callee) === 'open') cut.add(`${top.id}\n${callee}`);
      else if (!state.has(callee)) {
        state.set(callee, 'open');
        stack.push({ id: callee, next: 0 });
      }
    }
  }
  return { ids: finished.reverse(), cut };
}

/** Each layer by the middle of its neighbours in the one beside it, there and back. */
function ordered(layers: readonly string[][], calls: readonly Call[]): readonly string[][] {
  const neighbours = new Map<string, string[]>();
  for (const { caller, callee } of calls) {
    neighbours.set(caller, [...(neighbours.get(caller) ?? []), callee]);
    neighbours.set(callee, [...(neighbours.get(callee) ?? []), caller]);
  }
  const sorted = layers.map((layer) => [...layer]);
  const place = new Map<string, number>();
  const note = (layer: readonly string[]) =>
    layer.forEach((id, at) => {
      place.set(id, layer.length === 1 ? 0.5 : at / (layer.length - 1));
    });
  for (const layer of sorted) note(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? sorted : sorted.toReversed()) {
      const middle = new Map(
        layer.map((id) => {
          const beside = neighbours.get(id) ?? [];
          const sum = beside.reduce((total, other) => total + (place.get(other) ?? 0.5), 0);
          return [id, beside.length === 0 ? (place.get(id) ?? 0.5) : sum / beside.length];
        }),
      );
      layer.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      note(layer);
    }
  }
  return sorted;
}

function chunks(layer: readonly string[], most: number): string[][] {
  const parts = Math.max(1, Math.ceil(layer.length / most));
  const size = Math.ceil(layer.length / parts);
  return Array.from({ length: parts }, (_, at) => layer.slice(at * size, (at + 1) * size));
}
