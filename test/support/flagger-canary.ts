/** The part of a canary's analysis that decides. */
export interface FlaggerAnalysis {
  readonly threshold: number;
  readonly stepWeights: readonly number[];
  readonly webhooks: readonly { readonly type: string; readonly url: string }[];
}

/** Status of an answer; `null` = there was none. */
export type HookReply = number | null;

/** How a canary stands. */
export interface FlaggerStand {
  readonly phase: 'Waiting' | 'Progressing' | 'WaitingPromotion' | 'Succeeded' | 'Failed';
  readonly weight: number;
  readonly failedChecks: number;
  /** Passes of the controller. */
  readonly passes: number;
}

/**
 * Runs a canary through so many passes of Flagger's controller (read at 15bd6ad, `scheduler.go`, `scheduler_hooks.go`), written anew from what it does: which
 * hook is called when, and what its answer leads to. A pass that ends the canary is the last one.
 */
export function runFlaggerCanary(
  analysis: FlaggerAnalysis,
  call: (hook: { readonly type: string; readonly url: string }, pass: number) => HookReply,
  passes: number,
): FlaggerStand {
  let stand: FlaggerStand = { phase: 'Waiting', weight: 0, failedChecks: 0, passes: 0 };
  for (let pass = 1; pass <= passes && stand.phase !== 'Succeeded' && stand.phase !== 'Failed'; pass += 1) {
    const hooks = (type: string) => analysis.webhooks.filter((hook) => hook.type === type);
    // `if r.StatusCode > 202` is a failure; so is no answer.
    const isYes = (hook: { readonly type: string; readonly url: string }): boolean => {
      const status = call(hook, pass);
      return status !== null && status <= 202;
    };
    stand = {
      ...passed(stand, { analysis, all: (type) => hooks(type).every(isYes), any: (type) => hooks(type).some(isYes) }),
      passes: pass,
    };
    if (stand.phase === 'Succeeded' || stand.phase === 'Failed') hooks('post-rollout').forEach(isYes);
  }
  return stand;
}

function passed(
  stand: FlaggerStand,
  given: {
    readonly analysis: FlaggerAnalysis;
    readonly all: (type: string) => boolean;
    readonly any: (type: string) => boolean;
  },
): FlaggerStand {
  const { analysis, all, any } = given;
  const { phase, weight, failedChecks } = stand;
  if (phase === 'Waiting') {
    if (!all('confirm-rollout')) return stand;
    return { ...stand, phase: 'Progressing' };
  }
  if (any('rollback')) return { ...stand, phase: 'Failed', weight: 0 };
  if (failedChecks >= analysis.threshold) return { ...stand, phase: 'Failed', weight: 0 };
  if (!all(weight === 0 ? 'pre-rollout' : 'rollout')) return { ...stand, failedChecks: failedChecks + 1 };
  if (phase !== 'WaitingPromotion' && !all('confirm-traffic-increase')) return stand;
  const next = analysis.stepWeights.find((step) => step > weight);
  if (next !== undefined) return { ...stand, weight: next };
  return all('confirm-promotion') ? { ...stand, phase: 'Succeeded' } : { ...stand, phase: 'WaitingPromotion' };
}
