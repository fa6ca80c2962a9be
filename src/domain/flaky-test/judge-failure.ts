import type { FailureCause } from './flake-probability.ts';

/** What to do about a failed build. */
export interface FailureAdvice {
  /**
   * `believe`: the failure is taken for what it says (eject, or split what was built together); `retry`: build the same
   * content again; `control`: run the failed tests on the base.
   */
  readonly kind: 'believe' | 'retry' | 'control';
  /** For a retry: at once, or when a worker is idle. */
  readonly when: 'now' | 'when-idle';
  readonly because:
    | 'at-fault'
    | 'splitting-tells-more'
    | 'may-be-innocent'
    | 'base-may-fail-too'
    | 'base-fails-too'
    | 'attempts-used'
    | 'interrupted';
  /** P(the content is not at fault) above which a single change is not ejected. */
  readonly doubt: number;
}

/** What the queue knows when a build failed. */
export interface FailedBuild {
  /** Why it failed, or that it ended by time-out, a lost runner or lack of memory. */
  readonly cause: FailureCause | 'interrupted';
  /** Changes whose fate the build decides, at least 1. */
  readonly subjects: number;
  /** Attempts on this content so far, at least 1; interrupted ones count. */
  readonly attempts: number;
  /** Workers of the farm, and those busy or spoken for. */
  readonly workers: number;
  readonly busy: number;
  /** Whether a control run was made. */
  readonly isControlled: boolean;
  /** {@link ejectionDoubt}. */
  readonly doubt: number;
}

/** Attempts on one content; a test that fails so often on good code belongs into quarantine. */
export const ATTEMPT_LIMIT = 5;
/** Attempts that may end by interruption: what always runs out of time or memory does so by its own fault. */
export const INTERRUPTION_LIMIT = 3;
/** Share of workers that must be idle for a build that only spares a doubt. */
const SLACK = 0.2;
/** Splitting a batch takes two builds, trying it again one: worth it where the batch is more likely innocent than not. */
const BATCH_DOUBT = 0.5;

/**
 * The share of doubt up to which a change may be ejected, so that at most `bound` of the good changes are: of the ejected,
 * at most `doubt` are innocent, and there are `failureShare` bad changes to eject. Half of that, since probabilities are
 * estimates. Both 0..1; the answer lies in 0.002..0.2.
 */
export function ejectionDoubt(given: { readonly bound: number; readonly failureShare: number }): number {
  const odds = (given.bound * (1 - given.failureShare)) / Math.max(1e-6, given.failureShare);
  return Math.min(0.2, Math.max(0.002, odds / (1 + odds) / 2));
}

/**
 * What to do about a failed build. A single change is believed to be at fault only where P(innocent) is at most `doubt`, or
 * after {@link ATTEMPT_LIMIT} attempts; a busy farm makes a retry wait for an idle worker and never makes it less likely. A
 * control run needs idle workers.
 */
export function judgeFailure(build: FailedBuild): FailureAdvice {
  const { cause, doubt } = build;
  const hasSlack = build.workers - build.busy >= Math.max(1, SLACK * build.workers);
  const when = hasSlack ? 'now' : 'when-idle';
  const advise = (kind: FailureAdvice['kind'], because: FailureAdvice['because']): FailureAdvice => ({
    kind,
    when: kind === 'retry' ? when : 'now',
    because,
    doubt,
  });
  if (cause === 'interrupted') {
    // It lost its worker through no fault of its own: it does not wait for another one.
    return build.attempts < INTERRUPTION_LIMIT
      ? { kind: 'retry', when: 'now', because: 'interrupted', doubt }
      : advise('believe', 'attempts-used');
  }
  if (cause.innocent.value <= doubt) return advise('believe', 'at-fault');
  if (build.subjects > 1 && cause.innocent.value < BATCH_DOUBT) return advise('believe', 'splitting-tells-more');
  if (build.attempts >= ATTEMPT_LIMIT) return advise('believe', 'attempts-used');
  if (cause.environment > cause.innocent.value / 2) {
    if (build.isControlled) return { kind: 'retry', when: 'when-idle', because: 'base-fails-too', doubt };
    if (hasSlack) return advise('control', 'base-may-fail-too');
  }
  return advise('retry', 'may-be-innocent');
}
