import type { Board, Plan, Scheduler } from './board.ts';
import { planChain } from './chain-plan.ts';
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
  const eject = board.waiting.filter((index) => isGuilty(survey, index));
  if (eject.length > 0) return { land: [], eject, wanted: [], wakeAt: null };
  return board.shared === null ? planChain(survey) : planTargetBuilds(survey);
}

/** Whether failures that nothing else explains are too many to be flakes. */
function isGuilty(survey: Survey, index: number): boolean {
  const found = survey.of(index);
  if (found === undefined || found.blamed === 0 || found.hasPassed) return false;
  const { flake, ejectDoubt } = survey.options;
  const innocent = (1 - found.entry.failure) * flake ** found.blamed;
  return innocent / (innocent + found.entry.failure) <= ejectDoubt;
}
