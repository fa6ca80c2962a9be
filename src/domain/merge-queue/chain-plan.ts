import { groupsOf } from './batch.ts';
import { hasBit, holdsWithin, meets, membersWithin } from './bits.ts';
import type { Plan, StartedTrial, Trial } from './board.ts';
import { MEMBERS, SUSPECT } from './planner-options.ts';
import { holdsLanded, type Survey } from './survey.ts';

/**
 * Builds where each runs everything, so that only one tree after the other can land: a chain, each link on top of all before it. While the
 * chain is likely to hold, entries join it at once; else they are built apart first, and join when they passed, many at a time.
 */
export function planChain(survey: Survey): Plan {
  const { board, options } = survey;
  const top = chainTop(survey);
  const chain = new Set(top === null ? [] : membersWithin(survey.undecided, top.content));
  const wanted: Trial[] = board.running.filter((trial) => isLink(survey, trial, chain) || isApart(survey, trial));
  let free = board.workers - wanted.length;
  const link = (members: readonly number[]) => {
    const subjects = [...members].sort((a, b) => a - b);
    const assumes = [...chain].sort((a, b) => a - b);
    wanted.push({ subjects, assumes, attempt: survey.attempt(subjects) });
    for (const each of subjects) chain.add(each);
    free -= 1;
  };
  let risk = sumOf(chain, (each) => (survey.of(each)?.hasPassed ? 0 : survey.riskOf(each)));
  const { cleared, fresh } = outside(survey, chain);
  const pacedAt =
    top === null || 'endedAt' in top ? board.now : top.startedAt + options.pace * survey.spanOf(top.subjects);
  if (cleared.length > 0 && free > 0 && pacedAt <= board.now) link(nextLink(survey, cleared));
  for (const group of groupsOf(survey, fresh, free)) {
    const more = sumOf(group, (each) => survey.riskOf(each));
    if (chain.size === 0 || (risk + more <= options.contextRisk && more <= SUSPECT)) {
      risk += more;
      link(group);
    } else {
      wanted.push({ subjects: group, assumes: [], attempt: survey.attempt(group) });
      free -= 1;
    }
  }
  return { land: [], eject: [], wanted, wakeAt: cleared.length > 0 && pacedAt > board.now ? pacedAt : null };
}

/** What joins together: everything that never failed since it passed; else the first that did, alone. */
function nextLink(survey: Survey, cleared: readonly number[]): readonly number[] {
  const steady = cleared.filter((index) => survey.of(index)?.failures === 0);
  return steady.length > 0 ? steady.slice(0, MEMBERS) : cleared.slice(0, 1);
}

/** Waiting entries that are not in the chain: those that passed apart, and those of which no build runs. */
function outside(survey: Survey, chain: ReadonlySet<number>) {
  const cleared: number[] = [];
  const fresh: number[] = [];
  for (const index of survey.board.waiting) {
    if (chain.has(index)) continue;
    if (survey.of(index)?.hasPassed) {
      if (survey.riskOf(index) <= SUSPECT) cleared.push(index);
    } else if (!survey.startedOf(index).some((trial) => !holdsEjected(survey, trial))) fresh.push(index);
  }
  return { cleared, fresh };
}

/** The build on top of the longest chain that may still hold. */
export function chainTop(survey: Survey): StartedTrial | null {
  let best: StartedTrial | null = null;
  let most = 0;
  const seen = new Set<StartedTrial>();
  for (const index of survey.board.waiting) {
    for (const trial of buildsOf(survey, index)) {
      if (seen.has(trial)) continue;
      seen.add(trial);
      if (!mayHold(survey, trial)) continue;
      const open = membersWithin(survey.undecided, trial.content);
      if (open.length <= most || open.some((each) => !trial.subjects.includes(each) && survey.riskOf(each) > SUSPECT))
        continue;
      // Whatever the top takes for granted must itself be on its way, by builds below it.
      if (!open.every((each) => buildsOf(survey, each).some((other) => isBelow(survey, other, trial)))) continue;
      most = open.length;
      best = trial;
    }
  }
  return best;
}

/** Whether a build that may hold has nothing undecided in its tree that `top` has not. */
export function isBelow(survey: Survey, trial: StartedTrial, top: StartedTrial): boolean {
  return mayHold(survey, trial) && holdsWithin(survey.undecided, trial.content, top.content);
}

/** Builds of an entry that passed or run. */
function buildsOf(survey: Survey, index: number): readonly StartedTrial[] {
  return [...survey.endedOf(index).filter(({ hasPassed }) => hasPassed), ...survey.startedOf(index)];
}

function mayHold(survey: Survey, trial: StartedTrial): boolean {
  return holdsLanded(survey.board, trial) && !holdsEjected(survey, trial);
}

function holdsEjected({ ejected }: Survey, { content }: StartedTrial): boolean {
  return meets(content, content, ejected);
}

function isLink(survey: Survey, trial: StartedTrial, chain: ReadonlySet<number>): boolean {
  return mayHold(survey, trial) && membersWithin(survey.undecided, trial.content).every((each) => chain.has(each));
}

/** A build of entries that have not passed, on nothing undecided. */
function isApart(survey: Survey, trial: StartedTrial): boolean {
  if (holdsEjected(survey, trial) || trial.assumes.some((each) => hasBit(survey.undecided, each))) return false;
  return trial.subjects.some((each) => survey.of(each)?.hasPassed === false);
}

function sumOf(members: Iterable<number>, value: (member: number) => number): number {
  let sum = 0;
  for (const member of members) sum += value(member);
  return sum;
}
