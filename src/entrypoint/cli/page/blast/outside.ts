import { LETTER } from './disc.ts';

/** A service or flow with the two lines that stand beside it. */
export interface OutsideGiven {
  readonly name: string;
  readonly note: string;
}

export interface OutsidePlace {
  readonly x: number;
  readonly y: number;
  /** Where its lines of text end. */
  readonly end: number;
}

export interface Outside {
  readonly width: number;
  readonly height: number;
  /** The middle of the disc. */
  readonly centre: { readonly x: number; readonly y: number };
  readonly services: readonly OutsidePlace[];
  readonly flows: readonly OutsidePlace[];
  /** From here to the flows no service's text stands in the way. */
  readonly clear: number;
}

/** Size of a name and of the note below it. */
export const NAME_SIZE = 12;
export const NOTE_SIZE = 10.5;
/** From a node to its text. */
export const TEXT_GAP = 12;
const SERVICE_STEP = 35;
const FLOW_STEP = 44;
const PAD = 10;
/** Between the disc and the services: room for the ways of calls. */
const MOAT = 62;
/** Between the text of services and the flows: room for lines that cross. */
const CROSSING = 46;

/** Services on an arc around the disc, flows on the rim beyond them; nodes and their text never overlap. */
export function outsideBeside(given: OutsideParts, disc: { readonly radius: number }): Outside {
  const { radius } = disc;
  const height = Math.max(
    2 * radius + 2 * PAD,
    given.services.length * SERVICE_STEP + PAD,
    given.flows.length * FLOW_STEP + PAD,
  );
  const centre = { x: radius + PAD, y: height / 2 };
  const half = height / 2;
  const arc = (distance: number, y: number) => centre.x + distance * Math.sqrt(1 - 0.6 * ((y - half) / half) ** 2);
  const services = given.services.map((service, index) => {
    const y = rowAt({ index, of: given.services.length, step: SERVICE_STEP, height });
    return withEnd(service, { x: arc(radius + MOAT, y), y });
  });
  const clear = Math.max(centre.x + radius + PAD, ...services.map(({ end }) => end)) + 6;
  const flows = given.flows.map((flow, index) => {
    const y = rowAt({ index, of: given.flows.length, step: FLOW_STEP, height });
    // On the rim, and never before the text of the services ends.
    return withEnd(flow, { x: clear + CROSSING + (arc(60, y) - centre.x) - 30, y });
  });
  const width = Math.max(clear, ...flows.map(({ end }) => end)) + PAD;
  return { width, height, centre, services, flows, clear };
}

interface OutsideParts {
  readonly services: readonly OutsideGiven[];
  readonly flows: readonly OutsideGiven[];
}

/** For a narrow screen: the disc above, services and flows as two columns below it. */
export function outsideBelow(given: OutsideParts, disc: { readonly radius: number; readonly width: number }): Outside {
  const width = Math.max(disc.width, 2 * disc.radius + 4);
  const top = 2 * disc.radius + 40;
  const services = given.services.map((service, index) => withEnd(service, { x: 34, y: top + SERVICE_STEP * index }));
  const clear = Math.max(34, ...services.map(({ end }) => end)) + 4;
  const flows = given.flows.map((flow, index) =>
    withEnd(flow, { x: Math.max(clear + 30, width * 0.56), y: top + FLOW_STEP * index }),
  );
  const rows = Math.max(services.length * SERVICE_STEP, flows.length * FLOW_STEP);
  return {
    width: Math.max(width, ...flows.map(({ end }) => end + 4)),
    height: rows === 0 ? 2 * disc.radius + 4 : top + rows,
    centre: { x: width / 2, y: disc.radius + 2 },
    services,
    flows,
    clear,
  };
}

function rowAt(row: {
  readonly index: number;
  readonly of: number;
  readonly step: number;
  readonly height: number;
}): number {
  return row.height / 2 + (row.index - (row.of - 1) / 2) * row.step;
}

function withEnd({ name, note }: OutsideGiven, at: { readonly x: number; readonly y: number }): OutsidePlace {
  const letters = Math.max(name.length * NAME_SIZE, note.length * NOTE_SIZE);
  return { ...at, end: at.x + TEXT_GAP + letters * LETTER };
}
