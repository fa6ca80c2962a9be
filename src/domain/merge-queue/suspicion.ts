import { addBit, type Bits, hasBit, meets, membersWithin, noBits } from './bits.ts';
import type { Board, EndedTrial, Entry } from './board.ts';
import type { PlannerOptions } from './planner-options.ts';

/** What suspicion is judged from. */
export interface Evidence {
  readonly board: Pick<Board, 'entries' | 'waiting' | 'landed' | 'ended'>;
  readonly options: Pick<PlannerOptions, 'flake' | 'pairConflict'>;
  readonly undecided: Bits;
  readonly ejected: Bits;
}

/** How likely it is that an entry does not get along with another. */
export interface Rift {
  readonly other: number;
  readonly probability: number;
}

/** What may be wrong: one entry by itself, or two that do not get along. */
interface Suspect {
  readonly members: readonly number[];
  /** Odds before any failure. */
  readonly prior: number;
  /** Failures that nothing else can explain. */
  alone: number;
  /** Odds after all failures that it may explain, were every other suspect as likely as before. */
  odds: number;
  /** After all failures, the others' share taken off. */
  probability: number;
}

/** In sight of more entries than this only pairs with a subject are looked at; the others are as many as its square. */
const MOST_SEEN = 16;

/** Odds that are not raised any more. */
const CERTAIN = 1e12;

/** Failures that others may explain too make an entry at most so much likelier to be sent back. */
const MOST_BY_OTHERS = 16;

/** Beyond so many landed entries beside which an entry was not built, more make it no likelier that it breaks one. */
const MOST_STRANGE = 4;

/**
 * What failed builds say of the entries that wait. A failure has a reason: an entry in sight that is broken, two in sight that do not get along,
 * or a flake. What was in sight of a build that passed is none. What explains several failures is the likelier for it, and takes the blame
 * off what explains one of them only.
 */
export class Suspicion {
  private readonly evidence: Evidence;
  /** Entries that were in sight of a build that passed. */
  private readonly cleared: Bits;
  /** Builds that passed, by each entry in sight. */
  private readonly passes = new Map<number, EndedTrial[]>();
  private readonly suspects = new Map<number, Suspect>();
  private readonly blame = new Map<number, number>();
  private readonly rifts = new Map<number, Rift[]>();

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.cleared = noBits(evidence.board.entries.length);
    const failures = this.read();
    if (failures.length > 0) this.judge(failures);
  }

  /**
   * Probability that the entry breaks by itself what has landed. It must have failed with nothing else in doubt; what others may explain too
   * adds a little.
   */
  guiltOf(index: number): number {
    const found = this.suspects.get(index);
    if (found === undefined || found.alone === 0) return 0;
    const alone = found.prior / this.evidence.options.flake ** found.alone;
    return chanceOf(alone * Math.min(found.odds / alone, MOST_BY_OTHERS));
  }

  /** The same, or that it does not get along with an undecided one that came before it. */
  blameOf(index: number): number {
    return this.blame.get(index) ?? 0;
  }

  /** Undecided entries with which this one may not get along. */
  riftsOf(index: number): readonly Rift[] {
    return this.rifts.get(index) ?? [];
  }

  /** Keeps what passed; gives the failures that nothing that was sent back explains. */
  private read(): readonly EndedTrial[] {
    const { board } = this.evidence;
    const since = Math.min(...board.waiting.map((index) => (board.entries[index] as Entry).arrivedAt));
    const seen = new Set<number>();
    const failures: EndedTrial[] = [];
    for (const trials of board.ended.values()) {
      for (let place = trials.length - 1; place >= 0; place -= 1) {
        const trial = trials[place] as EndedTrial;
        if (trial.endedAt < since) break;
        if (seen.has(trial.id)) continue;
        seen.add(trial.id);
        if (trial.hasPassed) this.clear(trial);
        else if (!this.isExplained(trial)) failures.push(trial);
      }
    }
    return failures;
  }

  private clear(trial: EndedTrial): void {
    for (const index of this.sightOf(trial)) {
      addBit(this.cleared, index);
      const list = this.passes.get(index);
      if (list === undefined) this.passes.set(index, [trial]);
      else list.push(trial);
    }
  }

  /** Whether a failed build held something that was sent back since, where it could see it or what it may not get along with. */
  isExplained(trial: EndedTrial): boolean {
    const { ejected } = this.evidence;
    return this.sightOf(trial).some(
      (index) => hasBit(ejected, index) || meets(this.neighbours(index), trial.content, ejected),
    );
  }

  /** The entries that were undecided when the build started and that its subjects could see, with these. */
  private sightOf({ subjects, assumes }: EndedTrial): readonly number[] {
    const seen = assumes.filter((index) => subjects.some((subject) => hasBit(this.neighbours(subject), index)));
    return [...subjects, ...seen];
  }

  private judge(failures: readonly EndedTrial[]): void {
    const blames = failures.map((trial) => this.suspectsOf(trial)).filter((found) => found.length > 0);
    const { flake } = this.evidence.options;
    const priors = new Map([...this.suspects.values()].map((suspect) => [suspect, chanceOf(suspect.odds)]));
    for (const found of blames) {
      const green = (1 - flake) * found.reduce((product, each) => product * (1 - (priors.get(each) as number)), 1);
      for (const each of found) {
        const unexplained = 1 - green / (1 - (priors.get(each) as number));
        each.odds = Math.min(CERTAIN, each.odds / unexplained);
      }
    }
    for (const found of blames) this.share(found);
    for (const { members, probability } of this.suspects.values()) {
      const [first, second] = members as [number, number | undefined];
      if (second === undefined) continue;
      this.addRift(first, { other: second, probability });
      this.addRift(second, { other: first, probability });
    }
  }

  /** Shares one failure out among those that may explain it. */
  private share(found: readonly Suspect[]): void {
    const total = found.reduce((sum, { odds }) => sum + odds, 1);
    const [first] = found as [Suspect];
    if (found.length === 1 && first.members.length === 1) first.alone += 1;
    const blamed = new Map<number, number>();
    for (const each of found) {
      each.probability = Math.max(each.probability, each.odds / total);
      // Of two that do not get along the one that came first lands.
      const loser = each.members.at(-1) as number;
      blamed.set(loser, (blamed.get(loser) ?? 0) + each.odds / total);
    }
    for (const [index, share] of blamed) this.blame.set(index, Math.max(this.blame.get(index) ?? 0, share));
  }

  private addRift(index: number, rift: Rift): void {
    const list = this.rifts.get(index);
    if (list === undefined) this.rifts.set(index, [rift]);
    else list.push(rift);
  }

  private suspectsOf(trial: EndedTrial): readonly Suspect[] {
    const { options, undecided } = this.evidence;
    const seen = this.sightOf(trial);
    const found = new Set<Suspect>();
    const accuse = (index: number) => {
      const own = this.ownPrior(index, trial);
      if (own > 0) found.add(this.suspect([index], own));
    };
    for (const index of seen) {
      const isOpen = hasBit(undecided, index);
      if (isOpen) accuse(index);
      if (seen.length > MOST_SEEN && !trial.subjects.includes(index)) continue;
      for (const other of membersWithin(this.neighbours(index), trial.content)) {
        if (!hasBit(undecided, other) || this.getAlong(index, other)) continue;
        // What has landed since is not to blame.
        if (isOpen) found.add(this.suspect([Math.min(index, other), Math.max(index, other)], options.pairConflict));
        else accuse(other);
      }
    }
    return [...found];
  }

  /** Probability, before this failure, that an entry breaks by itself what had landed in a tree; 0 where a build that passed shows that it does not. */
  private ownPrior(index: number, { content }: EndedTrial): number {
    const { board, options } = this.evidence;
    const strange = membersWithin(this.neighbours(index), content).filter(
      (other) => hasBit(board.landed, other) && !this.getAlong(index, other),
    );
    const own = hasBit(this.cleared, index) ? 0 : (board.entries[index] as Entry).failure;
    return 1 - (1 - own) * (1 - options.pairConflict) ** Math.min(strange.length, MOST_STRANGE);
  }

  /** Whether a build passed that held both and could see one of them. */
  private getAlong(a: number, b: number): boolean {
    return (
      this.passes.get(a)?.some(({ content }) => hasBit(content, b)) === true ||
      this.passes.get(b)?.some(({ content }) => hasBit(content, a)) === true
    );
  }

  private suspect(members: readonly [number, number?], chance: number): Suspect {
    const [first, second] = members;
    const key = second === undefined ? first : (first + 1) * this.evidence.board.entries.length + second;
    let known = this.suspects.get(key);
    if (known === undefined) {
      const odds = chance / (1 - chance);
      known = { members: members as readonly number[], prior: odds, odds, alone: 0, probability: chance };
      this.suspects.set(key, known);
    }
    return known;
  }

  private neighbours(index: number): Bits {
    return (this.evidence.board.entries[index] as Entry).neighbours;
  }
}

function chanceOf(odds: number): number {
  return odds / (1 + odds);
}
