import type { CommitId } from '../change/index.ts';

/**
 * How long a change looks back for the other parts of it. A day: whoever cuts a change to stay below a rule wants it landed
 * together, and a longer look back would add up work that has nothing to do with each other.
 */
export const COMPANION_WINDOW_MS = 24 * 60 * 60 * 1000;

/** What of a change tells whether another one is part of the same work. */
export interface CompanionPart {
  /** Unique among the parts of one question: `landed:COMMIT`, or a submission's id. */
  readonly id: string;
  /** As people know it: `#12`, or the first digits of a commit. */
  readonly name: string;
  readonly isLanded: boolean;
  /** Keys of whoever made it: persons, mails, handles, sessions of agents; empty = nobody is named. */
  readonly makers: readonly string[];
  /** Keys of services, flows and folders that it touches; `null` = its files are not all known. */
  readonly places: readonly string[] | null;
  /** Old and new paths; `null` = not all known. */
  readonly paths: readonly string[] | null;
  /** Lines that people review; `null` = not counted. */
  readonly lines: number | null;
  readonly head: CommitId | null;
  readonly commits: readonly CommitId[];
  /** Short names; `null` = not known. */
  readonly headBranch: string | null;
  readonly baseBranch: string | null;
}

/** A change and its companions as if they were one. */
export interface CompanionUnion {
  /** `null` = of one of them they are not counted. */
  readonly lines: number | null;
  /** Sorted, unique; `null` = of one of them they are not all known. */
  readonly paths: readonly string[] | null;
}

/**
 * The candidates that may be parts of the same work: made by one of the same people or in the same session, and in a
 * place that the change touches, or on top of one another. Where a candidate's or the change's own places are not known, the
 * maker alone decides. Sorted by name, then id; the order of the candidates does not matter.
 */
export function companionsOf(own: CompanionPart, candidates: readonly CompanionPart[]): readonly CompanionPart[] {
  const makers = new Set(own.makers);
  const places = own.places === null ? null : new Set(own.places);
  const near = (other: CompanionPart): boolean =>
    places === null || other.places === null || other.places.some((place) => places.has(place));
  const sharing = candidates.filter((other) => other.id !== own.id && other.makers.some((maker) => makers.has(maker)));
  const stack = stackOf(own, sharing);
  const found = sharing.filter((other) => near(other) || stack.has(other.id));
  return withoutTwins(found).sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
}

/** What a change and its companions are together: never less than the change alone. */
export function unionOf(own: CompanionPart, companions: readonly CompanionPart[]): CompanionUnion {
  const parts = [own, ...companions];
  // What stands on top of another holds its lines already.
  const held = heldHeads(parts);
  const counted = parts.filter(({ head }) => head === null || !held.has(head)).map(({ lines }) => lines);
  return {
    lines: counted.some((lines) => lines === null) ? null : counted.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    paths: parts.some(({ paths }) => paths === null)
      ? null
      : [...new Set(parts.flatMap(({ paths }) => paths ?? []))].sort(),
  };
}

/** Keys of folders, as `change.areas` counts them; a file of the root is a place of its own. */
export function folderPlaces(paths: readonly string[]): readonly string[] {
  return [
    ...new Set(
      paths.map((path) => {
        const folders = path.split('/').slice(0, -1).slice(0, 2);
        return folders.length === 0 ? `file:${path}` : `folder:${folders.join('/')}`;
      }),
    ),
  ];
}

/** Ids of what stands below or above, over any number of steps; steps lead over proposals, since what landed has no branch. */
function stackOf(own: CompanionPart, candidates: readonly CompanionPart[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [own];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const other of candidates) {
      if (found.has(other.id) || !(isStacked(next, other) || isStacked(other, next))) continue;
      found.add(other.id);
      if (!other.isLanded) waiting.push(other);
    }
  }
  return found;
}

function isStacked(upper: CompanionPart, lower: CompanionPart): boolean {
  const onBranch = lower.headBranch !== null && upper.baseBranch === lower.headBranch;
  return onBranch || (lower.head !== null && upper.head !== lower.head && upper.commits.includes(lower.head));
}

/** Heads that stand below another part's own: that part holds what they bring. */
function heldHeads(parts: readonly CompanionPart[]): ReadonlySet<CommitId | null> {
  return new Set(parts.flatMap(({ commits, head }) => commits.filter((commit) => commit !== head)));
}

/**
 * What lies on a branch stands there beside the proposal that brought it, or will. Only what is in the proposal, or is of the
 * very same content, counts once: a name is only claimed.
 */
function withoutTwins(parts: readonly CompanionPart[]): CompanionPart[] {
  const open = parts.filter(({ isLanded }) => !isLanded);
  const proposed = new Set(open.flatMap(({ commits, head }) => [...commits, head]));
  const landed = parts.filter(({ isLanded, head }) => isLanded && (head === null || !proposed.has(head)));
  const contents = new Set(landed.flatMap(contentKeys));
  return [...landed, ...open.filter((part) => !contentKeys(part).some((key) => contents.has(key)))];
}

function contentKeys({ name, lines, paths }: CompanionPart): readonly string[] {
  return paths === null ? [] : [JSON.stringify([name, lines, [...paths].sort()])];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
