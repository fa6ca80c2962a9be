import type { Board, Plan, Scheduler } from './board.ts';
import { planChain } from './chain-plan.ts';
import { coversOf } from './cover.ts';
import { planLandings } from './landing-plan.ts';
import { PLANNER_DEFAULTS, type PlannerOptions } from './planner-options.ts';
import { Survey } from './survey.ts';
import { planTargetBuilds } from './target-plan.ts';

/**
 * Firebreak's own way to run a queue. It remembers nothing: the same board gives the same plan, so a queue that was restarted goes on
 * where it was. Lands what is proved, sends back what no other entry can have broken, then chooses builds.
 */
export function firebreakScheduler(options: Partial<PlannerOptions> = {}): Scheduler {
  const chosen = { ...PLANNER_DEFAULTS, ...options };
  return { plan: (board) => planOf(board, chosen) };
}

function planOf(board: Board, options: PlannerOptions): Plan {
  const survey = new Survey(board, options);
  const land = planLandings(survey);
  if (land.length > 0) return { land, eject: [], wanted: [], wakeAt: null };
  const covers = coversOf(survey);
  const eject = new Set(board.waiting.filter((index) => isGuilty(survey, index)));
  for (const { conflict } of covers) if (isConflict(survey, conflict.failures)) eject.add(conflict.last);
  if (eject.size > 0) return { land: [], eject: [...eject], wanted: [], wakeAt: null };
  const plan = board.shared === null ? planChain(survey) : planTargetBuilds(survey, covers);
  const first = board.waiting[0];
  if (first === undefined || plan.wanted.length > 0 || plan.wakeAt !== null) return plan;
  // Whatever held everything back: on the branch alone the first one passes and lands, or is found out.
  return { ...plan, wanted: [{ subjects: [first], assumes: [], attempt: survey.attempt([first]) }] };
}

/** Whether failures that nothing else explains are too many to be flakes. */
function isGuilty(survey: Survey, index: number): boolean {
  const found = survey.of(index);
  if (found === undefined || found.blamed === 0) return false;
  if (found.hasPassed) return isConflict(survey, found.blamed);
  return doubt(survey, { failures: found.blamed, failure: found.entry.failure }) <= survey.options.ejectDoubt;
}

/** Whether entries that passed apart and failed together so often conflict. */
function isConflict(survey: Survey, failures: number): boolean {
  return failures > 0 && doubt(survey, { failures, failure: survey.options.pairConflict }) <= survey.options.ejectDoubt;
}

/** Probability that so many failures were flakes. */
function doubt(
  { options }: Survey,
  { failures, failure }: { readonly failures: number; readonly failure: number },
): number {
  const innocent = (1 - failure) * options.flake ** failures;
  return innocent / (innocent + failure);
}
