import type { QueueOutput, Viewer } from '../../contract/index.ts';
import {
  type BuildOutput,
  type DecidingBuild,
  decidingBuild,
  findEntry,
  LOCAL_BUILD,
  type MergeQueue,
  type QueueEntry,
  trialOfBuild,
} from '../../control/index.ts';
import { excerpt, Fault, type Instant, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';

type Shown = QueueOutput['output'];

/** Lines of an output where nobody says how many, and most that are shown at once. */
const LINES = { usual: 200, most: 10_000 } as const;
/** Lines that stand below why an entry was sent back: most tools say last what failed. */
const LINES_OF_WHY = 15;
/** Letters of one line: a file without line breaks must not fill a screen. */
const LETTERS = 1_000;
const TAB = 8;

/** Where outputs of a queue's builds are found. */
export interface OutputPlace {
  /** `null` = nothing is kept here. */
  readonly read: (build: string) => Promise<BuildOutput | null>;
  readonly pagesOf: (build: string) => readonly string[];
}

/** What the build printed that decided an entry, or a build that is named. Fault: there is no such entry or build, or none ended. */
export async function queueOutputOf(given: {
  readonly queue: MergeQueue;
  /** Number of an entry, name of its change, or id of a build. */
  readonly named: string;
  /** `null` = a usual number; at least one, and a bounded number. */
  readonly lines: number | null;
  readonly place: OutputPlace;
  readonly viewer: Viewer | null;
  readonly now: Instant;
}): Promise<QueueOutput> {
  const { queue, named, place, viewer, now } = given;
  const lines = Math.max(1, Math.min(given.lines ?? LINES.usual, LINES.most));
  const entry = findEntry(queue, named);
  const found = entry === null ? namedBuild(queue, named) : decidingBuild(queue, entry);
  if (found === null) throw noneEnded(entry, named);
  const output = await shownOf(found, { place, lines });
  // A name that nothing knows is a mistake, not a build whose output is gone.
  if (entry === null && found.trial === null && !output.kept) throw noSuchBuild(named);
  return {
    schema: 'firebreak.queue-output/v1',
    as_of: isoTime(now),
    viewer,
    queue: printable(queue.id),
    entry: entry?.number ?? null,
    output,
  };
}

/** The last lines of the build that sent an entry back; `null` = no build did. */
export async function outputOfEjection(
  queue: MergeQueue,
  entry: QueueEntry,
  place: OutputPlace,
): Promise<Shown | null> {
  if (entry.state !== 'ejected') return null;
  const found = decidingBuild(queue, entry);
  return found?.isDecided === true ? shownOf(found, { place, lines: LINES_OF_WHY }) : null;
}

async function shownOf(
  { build, trial, isDecided }: DecidingBuild,
  { place, lines }: { readonly place: OutputPlace; readonly lines: number },
): Promise<Shown> {
  const output = await place.read(build);
  const end = trial?.end ?? null;
  const told = end === null || end.outcome === 'conflict' ? null : end;
  const last = output === null ? { lines: [], leftOut: 0 } : lastLines(output, lines);
  return {
    build: printable(build),
    trial: trial?.number ?? null,
    subjects: [...(trial?.subjects ?? [])],
    outcome: told?.outcome ?? null,
    code: told === null ? null : printable(told.code),
    decided: isDecided,
    lines: [...last.lines],
    left_out: last.leftOut,
    cut: output?.isCut ?? false,
    kept: output !== null,
    pages: [...place.pagesOf(build)],
  };
}

/**
 * The last lines as a terminal would leave them, and safe to show: colours are taken off, of a line that was written over and over the last
 * text stands, everything else that acts becomes an escape.
 */
export function lastLines(
  { text }: Pick<BuildOutput, 'text'>,
  most: number,
): { readonly lines: readonly string[]; readonly leftOut: number } {
  const all = text.split('\n');
  while (all.at(-1)?.trim() === '') all.pop();
  return { lines: all.slice(-most).map(shownLine), leftOut: Math.max(0, all.length - most) };
}

/** `ESC [ ... m` is a colour, `ESC [ K` clears the rest of the line (ECMA-48, SGR and EL). */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]{0,40}[mK]`, 'g');

function shownLine(line: string): string {
  const whole = line.replace(/\r+$/, '');
  const last = whole.slice(whole.lastIndexOf('\r') + 1);
  return excerpt(withoutTabs(last.slice(0, 4 * LETTERS).replace(COLOURS, '')), LETTERS);
}

function withoutTabs(line: string): string {
  const [first = '', ...others] = line.split('\t');
  return others.reduce((text, part) => text.padEnd((Math.floor(text.length / TAB) + 1) * TAB) + part, first);
}

function namedBuild(queue: MergeQueue, named: string): DecidingBuild {
  const local = `${LOCAL_BUILD}${named}`;
  const trial = trialOfBuild(queue, named) ?? trialOfBuild(queue, local);
  const build = named.includes(':') ? named : local;
  return { build, trial, isDecided: false };
}

function noneEnded(entry: QueueEntry | null, named: string): Fault {
  if (entry === null) return noSuchBuild(named);
  return new Fault({
    kind: 'usage',
    code: 'no-build-ended',
    message: `no build of entry ${entry.number} (${printable(entry.change)}) came to an end yet`,
    fix: `What it printed is kept when it ends. See firebreak queue why ${entry.number}.`,
  });
}

function noSuchBuild(named: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-build',
    message: `the queue knows no entry and no build ${excerpt(named, LETTERS)}`,
    fix: 'Builds are named by firebreak queue why ENTRY --json.',
  });
}
