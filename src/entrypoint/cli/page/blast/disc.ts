/** One ring as it is given: groups of as many dots. */
export interface RingGiven {
  /** Letters that stand at the top of the ring. */
  readonly label: string;
  readonly groups: readonly { readonly name: string; readonly dots: number }[];
}

/** Where a dot stands, from the middle of the disc; y grows downwards. */
export interface DotPlace {
  readonly x: number;
  readonly y: number;
}

/** Dots of one group in one ring; angles in radians clockwise from the top. */
export interface BlockPlace {
  readonly name: string;
  readonly inner: number;
  readonly outer: number;
  readonly from: number;
  readonly to: number;
  /** What the group may use for its name, wider than the block itself. */
  readonly slotFrom: number;
  readonly slotTo: number;
  readonly dots: readonly DotPlace[];
}

export interface RingPlace {
  readonly label: string;
  readonly inner: number;
  readonly outer: number;
  readonly blocks: readonly BlockPlace[];
}

export interface Disc {
  /** Of the whole disc, names of the outermost groups included. */
  readonly radius: number;
  /** Least distance between two dots. */
  readonly pitch: number;
  readonly core: number;
  readonly rings: readonly RingPlace[];
}

/** Width of a letter against the size of its type, of a plain sans-serif. */
export const LETTER = 0.56;
/** Type of labels in the picture. */
export const LABEL_SIZE = 10.5;
/** Space for the name of a group above its dots. */
export const NAME_HEIGHT = 14;

const CORE = 36;
const FULL_TURN = 2 * Math.PI;
/** From dots that a finger can meet down to dots that can still be seen. */
const PITCHES = [17, 15, 13, 11, 9.5, 8, 7, 6];
/** Part of a ring that dots may fill; the rest parts the groups and gives their names room. */
const FILL = 0.72;
/** Rows for the root of the dots: deeper, a ring falls apart into spokes. */
const DEPTH = 0.4;
/** Between two groups, in dots. */
const GROUP_GAP = 0.9;

/**
 * Places rings of dots around a middle: each ring has its groups as blocks side by side, in as few rows as leave room
 * for names. The largest dots that fit into `radius` are taken; where even the smallest do not fit, the disc grows, and
 * no dot is left out. The same rings always give the same places.
 */
export function discOf(rings: readonly RingGiven[], options: { readonly radius: number }): Disc {
  let disc: Disc | null = null;
  for (const pitch of PITCHES) {
    disc = placed(rings, pitch);
    if (disc.radius <= options.radius) return disc;
  }
  return disc ?? { radius: CORE, pitch: 0, core: CORE, rings: [] };
}

function placed(given: readonly RingGiven[], pitch: number): Disc {
  let edge = CORE + 6;
  const rings = given
    .filter(({ groups }) => groups.some(({ dots }) => dots > 0))
    .map((ring) => {
      const place = placedRing(ring, { edge, pitch });
      edge = place.outer + NAME_HEIGHT;
      return place;
    });
  return { radius: edge, pitch, core: CORE, rings };
}

function placedRing(ring: RingGiven, at: { readonly edge: number; readonly pitch: number }): RingPlace {
  const { pitch } = at;
  const groups = ring.groups.filter(({ dots }) => dots > 0);
  const labelWidth = ring.label.length * LABEL_SIZE * LETTER + 10;
  const most = Math.max(...groups.map(({ dots }) => dots));
  const columnsIn = (rows: number) => groups.reduce((sum, { dots }) => sum + Math.ceil(dots / rows) + GROUP_GAP, 0);
  const total = groups.reduce((sum, { dots }) => sum + dots, 0);
  const deepest = Math.min(most, Math.max(2, Math.round(Math.sqrt(total) * DEPTH)));
  // Where that many rows are not enough the ring moves outwards until it is long enough.
  const inner = Math.max(at.edge, (labelWidth + (columnsIn(deepest) * pitch) / FILL) / FULL_TURN);
  const room = FULL_TURN * inner - labelWidth;
  let rows = 1;
  while (rows < deepest && columnsIn(rows) * pitch > room * FILL) rows += 1;
  const column = pitch / inner;
  const free = Math.max(0, room / inner - columnsIn(rows) * column);
  let angle = labelWidth / inner / 2;
  const blocks = groups.map(({ name, dots }) => {
    const columns = Math.ceil(dots / rows);
    const slot = (columns + GROUP_GAP) * column + free / groups.length;
    const from = angle + (slot - columns * column) / 2;
    const block: BlockPlace = {
      name,
      inner,
      outer: inner + rows * pitch,
      from,
      to: from + columns * column,
      slotFrom: angle,
      slotTo: angle + slot,
      dots: Array.from({ length: dots }, (_, index) =>
        polar(inner + (Math.floor(index / columns) + 0.5) * pitch, from + ((index % columns) + 0.5) * column),
      ),
    };
    angle += slot;
    return block;
  });
  return { label: ring.label, inner, outer: inner + rows * pitch, blocks };
}

/** The point at a distance from the middle, the angle clockwise from the top. */
export function polar(radius: number, angle: number): DotPlace {
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) };
}
