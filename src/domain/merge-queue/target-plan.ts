import { buildsOf, groupsOf } from './batch.ts';
import type { Plan, StartedTrial, Trial } from './board.ts';
import { type Cover, carryCovers, joinCovers } from './cover.ts';
import type { Survey } from './survey.ts';

/**
 * Builds where targets are known: every entry is built on the conflicting ones that will land before it, and lands past those that take longer;
 * what so was built apart is covered by a build of the quicker of both on top of the other, carried by another build where one starts.
 */
export function planTargetBuilds(survey: Survey, covers: readonly Cover[]): Plan {
  const { board } = survey;
  const wanted: Trial[] = board.running.filter((trial) => isUseful(survey, trial));
  const free = board.workers - wanted.length;
  const isUrgent = covers.some((cover) => cover.isUrgent);
  const unserved = board.waiting.filter((index) => survey.of(index)?.trial === null && !survey.isAwaiting(index));
  const fresh = buildsOf(survey, groupsOf(survey, unserved, free - (isUrgent && free > 1 ? 1 : 0)));
  const { builds, left } = carryCovers(survey, covers, fresh);
  wanted.push(...builds.map(({ subjects, assumes, attempt }) => ({ subjects, assumes, attempt })));
  wanted.push(...joinCovers(survey, left, free - builds.length));
  return { land: [], eject: [], wanted, wakeAt: null };
}

function isUseful(survey: Survey, trial: StartedTrial): boolean {
  return trial.subjects.some((subject) => {
    const found = survey.of(subject);
    if (found?.trial === trial) return true;
    const isCover = found === undefined || found.hasPassed;
    return isCover && !survey.isRefuted(subject, trial);
  });
}
