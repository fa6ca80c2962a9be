import type { PlannedTrial } from './batch.ts';
import { addBit, type Bits, bitsOf, hasBit } from './bits.ts';
import type { StartedTrial, Trial } from './board.ts';
import { MEMBERS, SUSPECT } from './planner-options.ts';
import { holdsSame } from './proof.ts';
import type { Survey } from './survey.ts';

/** One entry to be built on top of others beside which it was not: of all that touch their targets the one that takes the least time. */
export interface Cover {
  readonly subject: number;
  readonly with: ReadonlySet<number>;
  /** Summed probability that one of them fails. */
  readonly risk: number;
  /** It is needed as soon as it can be had; else another build may carry it. */
  readonly isUrgent: boolean;
  /** It failed before, with others: it is built alone. */
  readonly isDoubted: boolean;
}

/** Covers are looked for this many times their own build time before they are needed, so that another build may carry them. */
const LEAD = 1.6;

/** Urgent covers go with builds that take up to this much longer. */
const SIMILAR = 1.5;

/** A build carries urgent covers that it delays by no more than this factor, and none that delay it. */
const CARRIED = { urgent: 1.15, other: 1.5, shortest: 0.6 };

/** Entries that are likelier not to get along than this are seen together by a build of their own. */
const DOUBT = 0.1;

/** A build whose subject is likelier to fail than this carries nothing. */
const CARRIER_RISK = 0.2;

/** What entries that were built apart need for the targets that they share. */
export function coversOf(survey: Survey): readonly Cover[] {
  const { shared, waiting } = survey.board;
  if (shared === null) return [];
  const bySubject = new Map<number, Cover>();
  const doubted: Cover[] = [];
  const seen = new Uint8Array(shared.members.length);
  const present = presentIn(survey);
  for (const index of waiting) {
    const beside = besideOf(survey, index, present);
    if (beside === null) continue;
    for (const target of shared.of[index] ?? []) {
      const members = shared.members[target] as readonly number[];
      if (seen[target] === 1 || !holdsAny(beside, members)) continue;
      seen[target] = 1;
      const found = coverOf(survey, members);
      if (found === null) continue;
      // Of what failed together it is to be seen which two it was.
      if (found.isDoubted) {
        doubted.push(found);
        continue;
      }
      const known = bySubject.get(found.subject);
      bySubject.set(found.subject, known === undefined ? found : bothOf(known, found));
    }
  }
  return [...doubted, ...bySubject.values()];
}

/** What has landed, and what is on its way. */
function presentIn(survey: Survey): Bits {
  const { board } = survey;
  const present = board.landed.slice();
  for (const index of board.waiting) if ((survey.of(index)?.trial ?? null) !== null) addBit(present, index);
  return present;
}

/** Of these, what may conflict with an entry and is not in its build; null where there is none, or no build. */
function besideOf(survey: Survey, index: number, present: Bits): Bits | null {
  const content = survey.of(index)?.trial?.content;
  if (content === undefined) return null;
  const beside = survey.neighbours(index).slice();
  let isEmpty = true;
  for (let word = 0; word < beside.length; word += 1) {
    beside[word] = (beside[word] as number) & (present[word] ?? 0) & ~(content[word] ?? 0);
    if (beside[word] !== 0) isEmpty = false;
  }
  return isEmpty ? null : beside;
}

function holdsAny(bits: Bits, members: readonly number[]): boolean {
  for (const member of members) if (hasBit(bits, member)) return true;
  return false;
}

function bothOf(a: Cover, b: Cover): Cover {
  return {
    subject: a.subject,
    with: new Set([...a.with, ...b.with]),
    risk: a.risk + b.risk,
    isUrgent: a.isUrgent || b.isUrgent,
    isDoubted: false,
  };
}

/** What is missing to show one target with all that touch it and are about to be done; null where nothing is. */
function coverOf(survey: Survey, members: readonly number[]): Cover | null {
  const { board } = survey;
  if (members.length < 2) return null;
  const subject = quickestShown(survey, members);
  if (subject === null) return null;
  const horizon = board.now + survey.expected(subject) * LEAD;
  const together = members.filter((member) => {
    if (hasBit(board.landed, member)) return true;
    const found = survey.of(member);
    if (found === undefined || found.trial === null || found.risk > SUSPECT) return false;
    return survey.endOf(found.trial) <= horizon;
  });
  return coverFor(survey, { members, subject, together });
}

function coverFor(
  survey: Survey,
  {
    members,
    subject,
    together,
  }: { readonly members: readonly number[]; readonly subject: number; readonly together: readonly number[] },
): Cover | null {
  const { board } = survey;
  const open = together.filter((member) => !hasBit(board.landed, member));
  if (together.length < 2 || open.length === 0) return null;
  const after = bitsOf(board.entries.length, together);
  const isShown = together.some((member) =>
    showing(survey, member).some(({ content }) => holdsSame(members, content, after)),
  );
  if (isShown) return null;
  const isDoubted = open.some((a) => together.some((b) => survey.riftOf(a, b) > DOUBT));
  const endOf = (member: number) => survey.endOf(survey.of(member)?.trial as StartedTrial);
  return {
    subject,
    with: new Set(open),
    risk: open.reduce((sum, member) => sum + riskOf(survey, member), 0),
    isUrgent: isDoubted || open.every((member) => endOf(member) <= board.now + survey.expected(subject)),
    isDoubted,
  };
}

/** Probability that an entry fails, or does not get along with what it was not built with. */
function riskOf(survey: Survey, member: number): number {
  return survey.options.pairConflict + (survey.of(member)?.hasPassed ? 0 : survey.riskOf(member));
}

function quickestShown(survey: Survey, members: readonly number[]): number | null {
  let quickest: number | null = null;
  for (const member of members) {
    const found = survey.of(member);
    const isShown =
      found === undefined ? hasBit(survey.board.landed, member) : found.hasPassed && found.risk <= SUSPECT;
    if (isShown && (quickest === null || survey.expected(member) < survey.expected(quickest))) quickest = member;
  }
  return quickest;
}

function showing(survey: Survey, member: number): readonly StartedTrial[] {
  return [
    ...survey.endedOf(member).filter(({ hasPassed }) => hasPassed),
    ...survey.startedOf(member).filter((trial) => !survey.isRefuted(member, trial)),
  ];
}

/** Puts covers into builds that start anyway and take about as long; gives the builds, and the covers that found no place. */
export function carryCovers(
  survey: Survey,
  covers: readonly Cover[],
  planned: readonly PlannedTrial[],
): { readonly builds: readonly PlannedTrial[]; readonly left: readonly Cover[] } {
  const builds = [...planned];
  const left = covers.filter((cover) => {
    if (cover.isDoubted) return true;
    const place = builds.findIndex((build) => mayCarry(survey, build, cover));
    if (place === -1) return true;
    const build = builds[place] as PlannedTrial;
    builds[place] = withCover(survey, build, cover);
    return false;
  });
  return { builds, left };
}

function mayCarry(survey: Survey, build: PlannedTrial, cover: Cover): boolean {
  const span = survey.expected(cover.subject);
  const own = survey.spanOf(build.subjects);
  if (own > span * (cover.isUrgent ? CARRIED.urgent : CARRIED.other) || own < span * CARRIED.shortest) return false;
  if (build.subjects.length >= MEMBERS || build.risk + cover.risk > survey.options.carryRisk) return false;
  // What waited for long is built on what came before it alone; a cover would bind it to what came after.
  if (build.subjects.some((each) => survey.riskOf(each) > CARRIER_RISK || survey.isElder(each))) return false;
  const dependent = survey.dependentOn(build.subjects);
  return !dependent.has(cover.subject) && ![...cover.with].some((each) => dependent.has(each));
}

function withCover(survey: Survey, build: PlannedTrial, cover: Cover): PlannedTrial {
  const subjects = ascending(new Set([...build.subjects, cover.subject]));
  const assumes = [...build.assumes, ...withNeeds(survey, cover.with)].filter((each) => !subjects.includes(each));
  return {
    subjects,
    assumes: ascending(new Set(assumes)),
    attempt: survey.attempt(subjects),
    risk: build.risk + cover.risk,
  };
}

interface CoverGroup {
  readonly subjects: Set<number>;
  readonly assumes: Set<number>;
  risk: number;
  readonly longest: number;
  readonly isDoubted: boolean;
  isUrgent: boolean;
}

/** Builds of covers alone, as few as hold the urgent ones without delaying them much; what is shorter goes along for nothing. */
export function joinCovers(survey: Survey, covers: readonly Cover[], slots: number): readonly Trial[] {
  const groups: CoverGroup[] = [];
  const longestFirst = [...covers].sort((a, b) => survey.expected(b.subject) - survey.expected(a.subject));
  for (const cover of longestFirst) {
    const span = survey.expected(cover.subject);
    let group = groups.at(-1);
    if (
      group === undefined ||
      cover.isDoubted ||
      group.isDoubted ||
      group.risk + cover.risk > survey.options.batchRisk ||
      group.subjects.size >= MEMBERS ||
      span * (cover.isUrgent ? SIMILAR : LEAD) < group.longest
    ) {
      group = {
        subjects: new Set(),
        assumes: new Set(),
        risk: 0,
        longest: span,
        isUrgent: false,
        isDoubted: cover.isDoubted,
      };
      groups.push(group);
    }
    group.subjects.add(cover.subject);
    for (const member of withNeeds(survey, cover.with)) group.assumes.add(member);
    group.risk += cover.risk;
    group.isUrgent ||= cover.isUrgent;
  }
  const urgent = groups.filter(({ isUrgent }) => isUrgent).map((group) => coverTrial(survey, group));
  return urgent.filter((trial) => !runs(survey, trial)).slice(0, Math.max(0, slots));
}

function coverTrial(survey: Survey, { subjects, assumes }: CoverGroup): Trial {
  const list = ascending(subjects);
  const rest = ascending(new Set([...assumes].filter((each) => !subjects.has(each))));
  return { subjects: list, assumes: rest, attempt: survey.attempt(list) };
}

/** Whether the same runs already. */
function runs(survey: Survey, { subjects, assumes }: Trial): boolean {
  return survey
    .startedOf(subjects[0] as number)
    .some((other) => isSame(other.subjects, subjects) && isSame(other.assumes, assumes));
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, place) => each === b[place]);
}

/** These, and what their own builds take for granted. */
function withNeeds(survey: Survey, members: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set(members);
  for (const member of members) {
    const trial = survey.of(member)?.trial ?? null;
    if (trial === null) continue;
    for (const need of survey.undecidedOf(survey.neighbours(member), trial.content)) found.add(need);
  }
  return found;
}

function ascending(members: ReadonlySet<number>): number[] {
  return [...members].sort((a, b) => a - b);
}
