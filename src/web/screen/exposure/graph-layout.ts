/** A service and where its box stands; the corner is the top left one. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  readonly boxes: readonly Box[];
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

/**
 * Layers by calls: whoever calls stands before what it calls, and layers are ordered so that fewer lines cross. Calls in
 * a ring are cut where the walk closes it. The same input gives the same picture.
 */
export function layOut(ids: readonly string[], calls: readonly Call[], grid: Grid): Picture {
  const known = new Set(ids);
  const inside = calls.filter(({ caller, callee }) => caller !== callee && known.has(caller) && known.has(callee));
  const layers = ordered(layersOf(ids, inside), inside).flatMap((layer) => chunks(layer, grid.mostAcross));
  const isRight = grid.direction === 'right';
  const [along, across] = isRight ? [grid.boxWidth, grid.boxHeight] : [grid.boxHeight, grid.boxWidth];
  const most = Math.max(1, ...layers.map((layer) => layer.length));
  const span = most * across + (most - 1) * grid.gapAcross;
  const boxes = layers.flatMap((layer, depth) => {
    const own = layer.length * across + (layer.length - 1) * grid.gapAcross;
    return layer.map((id, at) => {
      const a = depth * (along + grid.gapAlong);
      const b = (span - own) / 2 + at * (across + grid.gapAcross);
      return isRight ? { id, x: a, y: b } : { id, x: b, y: a };
    });
  });
  const length = Math.max(1, layers.length) * along + Math.max(0, layers.length - 1) * grid.gapAlong;
  return isRight ? { boxes, width: length, height: span } : { boxes, width: span, height: length };
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
