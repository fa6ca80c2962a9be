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
  const eject = board.waiting.filter((index) => (survey.of(index)?.guilt ?? 0) >= 1 - options.ejectDoubt);
  if (eject.length > 0) return { land: [], eject, wanted: [], wakeAt: null };
  const plan = board.shared === null ? planChain(survey) : planTargetBuilds(survey, coversOf(survey));
  const first = board.waiting[0];
  if (first === undefined || plan.wanted.length > 0 || plan.wakeAt !== null) return plan;
  // Whatever held everything back: on the branch alone the first one passes and lands, or is found out.
  return { ...plan, wanted: [{ subjects: [first], assumes: [], attempt: survey.attempt([first]) }] };
}
