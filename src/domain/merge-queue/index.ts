export { arrange, isValidated, reasonFor, type Steps, type WantedTrial } from './arrange.ts';
export { addBit, type Bits, bitsOf, dropBit, hasBit, membersWithin, noBits, sameWithin } from './bits.ts';
export type {
  Board,
  EndedTrial,
  Entry,
  EntryState,
  Landing,
  Plan,
  Scheduler,
  SharedTargets,
  StartedTrial,
  Trial,
} from './board.ts';
export { boardOf, expectedBuild, indexOf, LANE_PRIORITY, numberAt } from './board-of.ts';
export {
  eject,
  ejectByHand,
  endTrial,
  enqueue,
  freeze,
  judgeEntry,
  observeBranch,
  pause,
  type QueueRejection,
  requestLanding,
  resume,
  startTrial,
  thaw,
} from './decide.ts';
export { type DecidingBuild, decidingBuild, trialOfBuild } from './deciding.ts';
export { type ExpectedLanding, expectedLandings } from './estimate.ts';
export { QUEUE_EVENTS, type QueueEvent, type QueueEventKind } from './event.ts';
export { evidenceFor } from './evidence.ts';
export { evolve } from './evolve.ts';
export { type Constraint, type Explanation, explainEntry, type Todo } from './explain.ts';
export {
  heldFailure,
  isHeldBack,
  judgeEnd,
  type ReadEnd,
  type ReportedTests,
  readBuildEnd,
} from './failure.ts';
export { intervalsAt } from './forecast.ts';
export { guessOf, type LandingInterval, middlingBuild } from './forecast-interval.ts';
export { KINDS } from './forecast-memory.ts';
export { SIGNS, type Sight, STAGES, type Stage, sightOf } from './forecast-sign.ts';
export { inOrderScheduler } from './in-order.ts';
export { entryOf, findEntry, itemOf, runningTrials, waitingEntries } from './look.ts';
export {
  BUILD_OUTCOMES,
  type BuildOutcome,
  type Ejection,
  type FailureJudgement,
  type ForeignItem,
  type Freeze,
  type GateWord,
  GONE,
  LANES,
  type LandingEvidence,
  type Lane,
  MAX_FILES,
  MAX_REASON,
  type MergeQueue,
  type Pause,
  type QueuedContent,
  type QueueEntry,
  type QueueItem,
  type QueueLanding,
  type QueueRules,
  type QueueTrial,
  type TrialTests,
} from './model.ts';
export { inLandingOrder, nextToLand, standingProofs } from './outlook.ts';
export { firebreakScheduler } from './planner.ts';
export { PLANNER_DEFAULTS, type PlannerOptions } from './planner-options.ts';
export type {
  BuildOrder,
  BuildOutput,
  BuildReports,
  BuildStatus,
  Executor,
  MadeTree,
  MergeStep,
  RemoteQueue,
  TrialBuilder,
} from './port.ts';
export { proofOf } from './proof.ts';
export { type Sooner, soonerFor } from './sooner.ts';
export { freezeOf, isReady, mayLand, missingParents, shares } from './standing.ts';
