import { addBit, type Bits, countWithin, hasBit, membersWithin, noBits } from './bits.ts';
import type { Trial } from './board.ts';
import { MEMBERS, SUSPECT } from './planner-options.ts';
import type { Survey } from './survey.ts';

/** An entry lands among so many of the undecided that it may conflict with, at most, and among so many for each build beside its own. */
const CROSSED = { most: 8, perBuild: 4 };

/** Up to so many workers have no builds to spare for showing what overtaking left open. */
const SMALL_FARM = 64;

/** A build that is about to be started, with the summed probability that it fails. */
export interface PlannedTrial extends Trial {
  readonly risk: number;
}

/**
 * Puts entries into at most so many builds, the most urgent first. What is likely to fail, or failed, is built alone; the others with those
 * that take about as long, never two of one cohort, up to a summed risk.
 */
export function groupsOf(survey: Survey, indexes: readonly number[], slots: number): readonly (readonly number[])[] {
  if (slots <= 0 || indexes.length === 0) return [];
  const { options, board } = survey;
  const isAlone = (index: number) => survey.riskOf(index) > SUSPECT || (survey.of(index)?.failures ?? 0) > 0;
  const groups: number[][] = indexes.filter(isAlone).map((index) => [index]);
  const together = indexes.filter((index) => !isAlone(index));
  const most = Math.min(MEMBERS, Math.ceil(together.length / Math.max(1, slots - groups.length)));
  // Where more wait than can be built apart, larger builds cost less than waiting does; the more so, the longer the line is.
  const risk = together.reduce((sum, each) => sum + survey.riskOf(each), 0);
  const crowd = Math.min(options.crowdedRisk, risk / Math.max(1, slots - groups.length));
  const swarm = Math.min(options.swampedRisk, risk / board.workers);
  const cap = Math.max(options.batchRisk, crowd, swarm);
  let open: {
    readonly members: number[];
    readonly cohorts: Set<string>;
    risk: number;
    readonly shortest: number;
  } | null = null;
  const mostCrossed = Math.min(CROSSED.most, CROSSED.perBuild * (board.workers - 1));
  for (const index of together.sort((a, b) => survey.expected(a) - survey.expected(b) || a - b)) {
    const crossed = Math.min(mostCrossed, countWithin(survey.neighbours(index), survey.undecided));
    const own = survey.riskOf(index) + crossed * options.pairConflict;
    const near = open === null ? 0 : open.members.filter((each) => hasBit(survey.neighbours(index), each)).length;
    const added = own + near * options.pairConflict;
    const cohort = board.entries[index]?.cohort ?? null;
    if (
      open === null ||
      open.members.length >= most ||
      open.risk + added > cap ||
      survey.expected(index) > options.similar * open.shortest ||
      (cohort !== null && open.cohorts.has(cohort))
    ) {
      open = { members: [], cohorts: new Set(), risk: 0, shortest: survey.expected(index) };
      groups.push(open.members);
    }
    open.risk += open.members.length === 0 ? own : added;
    open.members.push(index);
    if (cohort !== null) open.cohorts.add(cohort);
  }
  for (const group of groups) group.sort((a, b) => a - b);
  const priority = (group: readonly number[]) => Math.max(...group.map((each) => board.entries[each]?.priority ?? 0));
  groups.sort((a, b) => priority(b) - priority(a) || (a[0] as number) - (b[0] as number));
  return groups.slice(0, slots);
}

/** Builds of groups, each on top of what is likely to land before it: of the waiting entries, and of the groups before it. */
export function buildsOf(survey: Survey, groups: readonly (readonly number[])[]): PlannedTrial[] {
  const placed = noBits(survey.board.entries.length);
  return groups.map((group) => {
    const trial = buildOf(survey, group, placed);
    for (const index of group) addBit(placed, index);
    return trial;
  });
}

function buildOf(survey: Survey, subjects: readonly number[], placed: Bits): PlannedTrial {
  const { options } = survey;
  // What failed before is built on little; what many are built with too, for they would all be built again.
  const tries = subjects.reduce((most, each) => Math.max(most, survey.of(each)?.failures ?? 0), 0);
  const trust = tries > 1 ? 0 : options.contextRisk / subjects.length / (1 + options.caution * tries);
  const assumes: number[] = [];
  let risk = 0;
  for (const candidate of candidatesFor(survey, subjects, placed)) {
    const more = survey.riskOf(candidate);
    if (risk + more > trust) break;
    risk += more;
    assumes.push(candidate);
  }
  for (const subject of subjects) risk += survey.riskOf(subject);
  return { subjects, assumes: assumes.sort((a, b) => a - b), attempt: survey.attempt(subjects), risk };
}

/** Conflicting entries that are expected to land before these, the safest first. Those that waited for long are not passed. */
function candidatesFor(survey: Survey, subjects: readonly number[], placed: Bits): readonly number[] {
  const { board, options } = survey;
  const dependent = survey.dependentOn(subjects);
  const bypass = board.workers <= SMALL_FARM ? options.smallBypass : options.bypass;
  const latest = board.now + survey.spanOf(subjects) * (1 + bypass);
  const seen = new Set(subjects);
  const found: number[] = [];
  for (const subject of subjects) {
    const isElder = survey.isElder(subject);
    for (const other of membersWithin(survey.neighbours(subject), survey.undecided)) {
      // Who waited for long waits for nothing that came after it.
      if (seen.has(other) || (isElder && other > subject)) continue;
      seen.add(other);
      if (survey.riskOf(other) > SUSPECT) continue;
      const isOnItsWay = survey.of(other)?.trial !== null;
      const isAhead = isOnItsWay ? !dependent.has(other) : hasBit(placed, other);
      const isSoon = !isOnItsWay || survey.landsAt(other) <= latest || survey.isOld(other);
      if (isAhead && isSoon) found.push(other);
    }
  }
  return found.sort((a, b) => survey.riskOf(a) - survey.riskOf(b) || a - b);
}
