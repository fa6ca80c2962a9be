import {
  addBit,
  type Bits,
  type Board,
  hasBit,
  membersWithin,
  noBits,
  type Plan,
  type Scheduler,
  type Trial,
} from '../../merge-queue/index.ts';
import { partsOf } from './serial-batch.ts';

/** How batches are built side by side. */
export interface ParallelBatchOptions {
  /** Entries of a batch. */
  readonly size: number;
  /** A smaller batch is built when its first entry has waited so long, in milliseconds. */
  readonly waitMs: number;
  /** A failing batch of at most so many entries is built one by one. */
  readonly singlesAt: number;
  /**
   * Whether batches are built on undecided ones. Without, a batch takes what shares no target with anything undecided in a batch, and its
   * parts keep its place.
   */
  readonly speculates: boolean;
  /** Whether an entry that failed alone is built once more together with what follows it, and lands if that passes. */
  readonly holdsFailing: boolean;
}

interface Group {
  readonly members: readonly number[];
  readonly mask: Bits;
  /** A failed entry that gets its second chance together with the members. */
  readonly held: number | null;
}

/**
 * Batches in order of arrival, each built on the undecided ones before it that share a target with it, as if these landed: queues such as
 * Trunk's with impacted targets, Aviator's with affected targets or Mergify's with scopes. A failing batch leaves the line at once, and its
 * parts join it again at the end.
 */
export function parallelBatchQueue(options: ParallelBatchOptions): Scheduler {
  const state = new ParallelBatches(options);
  return { plan: (board) => state.plan(board) };
}

/** A group with what stands before it. */
interface Place {
  readonly group: Group;
  /** Undecided neighbours before it that its build takes for granted. */
  readonly assumed: readonly number[];
  /** Whether nothing undecided is before it. */
  readonly isFirst: boolean;
  readonly content: Bits;
  /** Outcome of the build with that content, or null. */
  readonly hasPassed: boolean | null;
  /** Whether it failed on nothing but what passed. */
  readonly isFailing: boolean;
}

class ParallelBatches {
  private readonly options: ParallelBatchOptions;
  private groups: readonly Group[] = [];
  private readonly grouped = new Set<number>();
  private readonly secondChance = new Set<number>();

  constructor(options: ParallelBatchOptions) {
    this.options = options;
  }

  plan(board: Board): Plan {
    for (;;) {
      const places = this.placesOf(board);
      const decided = this.decide(board, places);
      if (decided === 'regrouped') continue;
      if (decided !== null) return { ...decided, wanted: [], wakeAt: null };
      const wanted = places
        .filter(({ hasPassed, isFirst }) => hasPassed === null && (isFirst || this.options.speculates))
        .map(({ group, assumed, content }) => runningOf(board, group, content) ?? trialOf(group, assumed));
      const wakeAt = this.form(board, wanted);
      return { land: [], eject: [], wanted, wakeAt };
    }
  }

  private placesOf(board: Board): readonly Place[] {
    const undecided = noBits(board.landed.length * 32);
    const taken = noBits(board.landed.length * 32);
    const passed = noBits(board.landed.length * 32);
    return this.groups.map((group) => {
      const assumed = membersWithin(group.mask, taken);
      const isFirst = membersWithin(group.mask, undecided).length === 0;
      const content = contentOf(board, group.members, assumed);
      const hasPassed = outcomeOf(board, group, content);
      const isFailing = hasPassed === false && assumed.every((each) => hasBit(passed, each));
      for (const member of group.members) {
        addBit(undecided, member);
        if (!isFailing) addBit(taken, member);
        if (hasPassed) addBit(passed, member);
      }
      return { group, assumed, isFirst, content, hasPassed, isFailing };
    });
  }

  private decide(board: Board, places: readonly Place[]): Pick<Plan, 'land' | 'eject'> | 'regrouped' | null {
    for (const { group, isFirst, hasPassed, isFailing } of places) {
      const { members, held } = group;
      if (isFirst && hasPassed) {
        this.replace(group, []);
        return { land: [{ entries: members }], eject: [] };
      }
      if (isFailing && held === null && members.length > 1) {
        const parts = partsOf(members, this.options.singlesAt).map((part) => groupOf(board, part));
        this.replace(group, this.options.speculates ? [] : parts);
        if (this.options.speculates) this.groups = [...this.groups, ...parts];
        return 'regrouped';
      }
      if (!isFirst || hasPassed !== false) continue;
      if (held !== null) {
        this.replace(group, [
          groupOf(
            board,
            members.filter((member) => member !== held),
          ),
        ]);
        return { land: [], eject: [held] };
      }
      if (this.holds(board, group)) return 'regrouped';
      this.replace(group, []);
      return { land: [], eject: [...members] };
    }
    return null;
  }

  /** Gives a failed entry a second chance together with the group after it. */
  private holds(board: Board, group: Group): boolean {
    const only = group.members[0] as number;
    const next = this.groups[this.groups.indexOf(group) + 1];
    if (!this.options.holdsFailing || this.secondChance.has(only) || next === undefined || next.held !== null)
      return false;
    this.secondChance.add(only);
    this.replace(next, []);
    this.replace(group, [{ ...groupOf(board, [only, ...next.members]), held: only }]);
    return true;
  }

  private replace(group: Group, by: readonly Group[]): void {
    this.groups = this.groups.flatMap((each) => (each === group ? by : [each]));
  }

  /** Makes batches of what is in none while a worker would build them; answers when the next one is due. */
  private form(board: Board, wanted: Trial[]): number | null {
    const { size, waitMs } = this.options;
    while (wanted.length < board.workers) {
      const members = this.ungrouped(board).slice(0, size);
      if (members.length === 0) return null;
      const due = (board.entries[members[0] as number]?.arrivedAt ?? 0) + waitMs;
      if (members.length < size && due > board.now) return due;
      for (const member of members) this.grouped.add(member);
      this.groups = [...this.groups, groupOf(board, members)];
      const place = this.placesOf(board).at(-1);
      if (place !== undefined) wanted.push(trialOf(place.group, place.assumed));
    }
    return null;
  }

  /** Waiting entries in no batch; without speculation only those that share nothing with a batch. */
  private ungrouped(board: Board): readonly number[] {
    const open = board.waiting.filter((index) => !this.grouped.has(index));
    if (this.options.speculates) return open;
    const taken = noBits(board.landed.length * 32);
    for (const { members } of this.groups) for (const member of members) addBit(taken, member);
    return open.filter((index) => !meets(board, index, taken));
  }
}

function meets(board: Board, index: number, taken: Bits): boolean {
  return board.entries[index]?.neighbours.some((word, at) => (word & (taken[at] ?? 0)) !== 0) === true;
}

function outcomeOf(board: Board, group: Group, content: Bits): boolean | null {
  const ended = board.ended.get(group.members[0] as number) ?? [];
  for (let at = ended.length - 1; at >= 0; at -= 1) {
    const build = ended[at];
    if (build && isBuildOf(group, build.subjects, build.content, content)) return build.hasPassed;
  }
  return null;
}

function groupOf(board: Board, unsorted: readonly number[]): Group {
  const members = unsorted.toSorted((a, b) => a - b);
  const mask = noBits(board.landed.length * 32);
  for (const member of members) {
    board.entries[member]?.neighbours.forEach((word, at) => {
      mask[at] = (mask[at] as number) | word;
    });
  }
  return { members, mask, held: null };
}

function contentOf(board: Board, members: readonly number[], assumed: readonly number[]): Bits {
  const content = board.landed.slice();
  for (const member of members) addBit(content, member);
  for (const each of assumed) addBit(content, each);
  return content;
}

function trialOf(group: Group, assumed: readonly number[]): Trial {
  return { subjects: group.members, assumes: assumed, attempt: 0 };
}

function runningOf(board: Board, group: Group, content: Bits): Trial | undefined {
  return board.running.find((build) => isBuildOf(group, build.subjects, build.content, content));
}

function isBuildOf(group: Group, subjects: readonly number[], held: Bits, content: Bits): boolean {
  if (subjects.length !== group.members.length || subjects[0] !== group.members[0]) return false;
  if (!subjects.every((subject, at) => subject === group.members[at])) return false;
  return group.mask.every((word, at) => (((held[at] ?? 0) ^ (content[at] ?? 0)) & word) === 0);
}
