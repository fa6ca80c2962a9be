/** A rollout that runs at the same time, as far as it matters to which traffic its arms see. */
export interface ConcurrentRollout {
  /** Unique. */
  readonly id: string;
  /** Services whose metrics it can move: its own and those that call it. */
  readonly reaches: readonly string[];
  /** Share of the canary, above 0 and below 1. */
  readonly canaryShare: number;
  /**
   * How a request falls into its arms. `salt`: by a hash of the user and this salt, or by chance (a salt that nobody else has). Rollouts with the
   * same salt split the same users in the same order. `null` = unknown.
   */
  readonly salt: string | null;
  /** Ids of rollouts whose arm is known of each of its samples. */
  readonly labels: readonly string[];
}

/** Which arms are compared to judge one rollout beside others. */
export interface Comparison {
  readonly rollout: string;
  /** Rollouts whose canaries are left out of both arms, because samples say which arm of theirs they are of. */
  readonly apartFrom: readonly string[];
  /** Rollouts whose canary is spread alike over both arms: it moves both, and the ratio stays true as long as the two do not work together. */
  readonly spreadBy: readonly string[];
  /** Rollouts that serve the same traffic, or nobody knows: what is found may be theirs. */
  readonly notToldApart: readonly string[];
  /** Share of all traffic in the canary and in the control that are compared. */
  readonly canaryTraffic: number;
  readonly controlTraffic: number;
}

/**
 * Says for each of several rollouts which traffic is compared. Two that reach no common service do not concern each other. Those that do are told
 * apart by labels, else by independent splits; with the same split, or an unknown one, they are not.
 */
export function tellApart(rollouts: readonly ConcurrentRollout[]): readonly Comparison[] {
  return rollouts.map((rollout) => comparisonOf(rollout, rollouts));
}

function comparisonOf(rollout: ConcurrentRollout, all: readonly ConcurrentRollout[]): Comparison {
  const others = all.filter((other) => other.id !== rollout.id && shareService(rollout, other));
  const isApart = (other: ConcurrentRollout) => rollout.labels.includes(other.id) && isIndependent(rollout, other);
  const apart = others.filter(isApart);
  const spread = others.filter((other) => !isApart(other) && isIndependent(rollout, other));
  const mixed = others.filter((other) => !isIndependent(rollout, other));
  const left = apart.reduce((share, other) => share * (1 - other.canaryShare), 1);
  return {
    rollout: rollout.id,
    apartFrom: apart.map(({ id }) => id),
    spreadBy: spread.map(({ id }) => id),
    notToldApart: mixed.map(({ id }) => id),
    canaryTraffic: rollout.canaryShare * left,
    controlTraffic: (1 - rollout.canaryShare) * left,
  };
}

/** With one order of users the smaller canary lies within the larger: no user tells them apart, labels or not. */
function isIndependent(one: ConcurrentRollout, other: ConcurrentRollout): boolean {
  return one.salt !== null && other.salt !== null && one.salt !== other.salt;
}

function shareService(one: ConcurrentRollout, other: ConcurrentRollout): boolean {
  return one.reaches.some((service) => other.reaches.includes(service));
}
