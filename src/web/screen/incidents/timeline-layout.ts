import type { IncidentReport } from '../../../contract/index.ts';

type Line = IncidentReport['timeline']['lines'][number];
type Kind = Line['kind'];

/** A row of the picture. */
export interface Lane {
  readonly word: string;
  readonly y: number;
  readonly marks: readonly {
    readonly x: number;
    readonly kind: Kind;
    /** Index of the first line that it stands for. */
    readonly line: number;
    /** How many lines stand here. */
    readonly count: number;
    readonly isNear: boolean;
  }[];
}

/** What is drawn of a timeline, in pixels. */
export interface TimelinePicture {
  readonly lanes: readonly Lane[];
  readonly height: number;
  /** Where harm began and ended; `null` = not known, or not in sight. */
  readonly harm: { readonly x: number; readonly width: number } | null;
  readonly ticks: readonly { readonly x: number; readonly at: number }[];
}

/** Kinds that share a row, from what may set an incident off to what people said. */
const LANES: readonly { readonly word: string; readonly kinds: readonly Kind[] }[] = [
  { word: 'Changes', kinds: ['change'] },
  { word: 'Deployments', kinds: ['deployment'] },
  { word: 'Config & flags', kinds: ['config', 'flag'] },
  { word: 'Rollouts', kinds: ['rollout'] },
  { word: 'Alarms', kinds: ['alarm'] },
  { word: 'Brakes', kinds: ['brake'] },
  { word: 'Told', kinds: ['incident', 'note'] },
];

const LANE_HEIGHT = 26;
/** Marks that are closer than this are one, with how many they are. */
const APART = 9;
const MINUTE_MS = 60_000;
/** Of the time between the first and the last, before and after. */
const ROOM = 0.05;
/** Pixels between two words of the axis. */
const TICK_APART = 110;

/** Lays the lines out by lanes over time; what was told later than the window stands at its right edge. Rows with nothing are left out. */
export function layOutTimeline(
  given: {
    readonly timeline: Pick<IncidentReport['timeline'], 'lines' | 'from' | 'to'>;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
  },
  width: number,
): TimelinePicture {
  const { timeline, startedAt, endedAt } = given;
  const [from, to] = spanOf(given);
  const span = Math.max(1, to - from);
  const x = (at: number): number => Math.round(Math.min(1, Math.max(0, (at - from) / span)) * width * 10) / 10;
  const lanes: Lane[] = [];
  for (const { word, kinds } of LANES) {
    const marks = marksOf(timeline.lines, { kinds, x });
    if (marks.length > 0) lanes.push({ word, y: (lanes.length + 0.5) * LANE_HEIGHT, marks });
  }
  const begin = startedAt === null ? null : Date.parse(startedAt);
  const end = endedAt === null ? to : Date.parse(endedAt);
  const isInSight = begin !== null && begin < to && end > from;
  return {
    lanes,
    height: Math.max(1, lanes.length) * LANE_HEIGHT,
    harm: isInSight ? { x: x(begin), width: Math.max(2, x(end) - x(begin)) } : null,
    ticks: ticksOf({ from, span, width, x }),
  };
}

/** From what came first to what came last, within the window and with a little room: a quiet morning is not worth half a picture. */
function spanOf({ timeline, startedAt, endedAt }: Parameters<typeof layOutTimeline>[0]): readonly [number, number] {
  const [from, to] = [Date.parse(timeline.from), Date.parse(timeline.to)];
  const moments = [...timeline.lines.map(({ at }) => at), startedAt, endedAt].flatMap((at) =>
    at === null ? [] : Date.parse(at),
  );
  const inside = moments.filter((at) => at >= from && at <= to);
  if (inside.length < 2) return [from, to];
  const [first, last] = [Math.min(...inside), Math.max(...inside)];
  const room = Math.max(MINUTE_MS, (last - first) * ROOM);
  return [Math.max(from, first - room), Math.min(to, last + room)];
}

function marksOf(
  lines: readonly Line[],
  { kinds, x }: { readonly kinds: readonly Kind[]; readonly x: (at: number) => number },
): Lane['marks'] {
  const marks: { x: number; kind: Kind; line: number; count: number; isNear: boolean }[] = [];
  lines.forEach(({ at, kind, near }, line) => {
    if (!kinds.includes(kind)) return;
    const place = x(Date.parse(at));
    const last = marks.at(-1);
    if (last === undefined || place - last.x >= APART) marks.push({ x: place, kind, line, count: 1, isNear: near });
    else {
      last.count += 1;
      last.isNear ||= near;
    }
  });
  return marks;
}

function ticksOf(given: {
  readonly from: number;
  readonly span: number;
  readonly width: number;
  readonly x: (at: number) => number;
}): TimelinePicture['ticks'] {
  const { from, span, width, x } = given;
  const count = Math.max(1, Math.floor(width / TICK_APART));
  return Array.from({ length: count }, (_, index) => {
    const at = from + (span * (index + 0.5)) / count;
    return { x: x(at), at };
  });
}
