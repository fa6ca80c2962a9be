import type { OperationSummary } from '../../contract/index.ts';
import {
  NOT_ANALYSED,
  type OperationReading,
  type RollbackSafety,
  type RolloutWeight,
  readSubmission,
  rollbackSafetyOf,
  type StatedPlan,
  type Submission,
  verdictOf,
} from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { noSuchChange } from './change.ts';
import { keptDecision } from './kept-decision.ts';
import type { Plane } from './plane.ts';

/**
 * What a rollout is started for: how much the change weighs and whether it can be taken back, by the decision on exactly its content. Without
 * a change, or without such a decision, nothing is known of it, which counts as the worst. Fault: the gate does not let it pass.
 */
export async function rolledOut(
  plane: Pick<Plane, 'node' | 'world' | 'rollouts'>,
  asked: { readonly change: string | null; readonly stated: StatedPlan },
): Promise<{ readonly weight: RolloutWeight; readonly safety: RollbackSafety }> {
  const { change, stated } = asked;
  if (change === null) return { weight: { tier: null, riskPercentile: null }, safety: NOT_ANALYSED };
  const state = await readSubmission(plane.node.store, change);
  if (state === null || repositoryOf(state) !== stated.repository) throw noSuchChange(change);
  const { verdict } = verdictOf(state, plane.world.now());
  if (state.state !== 'landed' && verdict !== 'allow') throw notLetPass(change, verdict);
  const { decided, revision } = state;
  const isSame = decided !== null && decided.contentDigest === revision.contentDigest;
  const document = isSame ? await keptDecision(plane, state) : null;
  const percentile = document?.risk.percentile ?? null;
  return {
    weight: {
      tier: isSame ? decided.tier : null,
      riskPercentile: percentile === null ? null : Math.min(1, Math.max(0, percentile / 100)),
    },
    safety: rollbackSafetyOf(document === null ? null : readingOf(document.operations)),
  };
}

function repositoryOf({ ref, operation }: Submission): string | null {
  const place = ref ?? operation;
  return place === null ? null : `${place.forge}:${place.repository}`;
}

/** The summary holds the heaviest of what was found; what it leaves out is lighter. */
function readingOf(summary: OperationSummary | null): OperationReading | null {
  if (summary === null) return null;
  return {
    operations: summary.found.map(({ rule, path, line, what, effects, certainty, safer }) => ({
      source: rule.split('/')[0] as OperationReading['operations'][number]['source'],
      rule,
      place: { path: path as OperationReading['operations'][number]['place']['path'], line, object: '' },
      effects: effects as OperationReading['operations'][number]['effects'],
      what,
      why: '',
      safer,
      certainty,
    })),
    unread: summary.unread.map(({ path, message }) => ({
      path: path as OperationReading['unread'][number]['path'],
      code: 'unread',
      message,
    })),
  };
}

function notLetPass(change: string, verdict: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'not-allowed',
    message: `the gate does not let ${printable(change)} pass (${verdict})`,
    fix: 'See what it waits for: firebreak explain, or its page.',
  });
}
