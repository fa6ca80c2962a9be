import type { Judgement, MetricJudgement } from '../../src/domain/judge/index.ts';
import type { EngineState, PlanStage, PlanTarget, RolloutPlan } from '../../src/domain/rollout/index.ts';
import { instant } from '../../src/kernel/index.ts';

const MINUTE_MS = 60_000;

/** A stage of a plan for tests. */
export function stage(name: string, percent: number, given: Partial<PlanStage> = {}): PlanStage {
  return {
    name,
    target: 'deploy',
    percent,
    leastMs: MINUTE_MS,
    leastUnlearntMs: MINUTE_MS,
    withinMs: 60 * MINUTE_MS,
    promote: 'evidence',
    isForRisky: false,
    horizon: null,
    ...given,
  };
}

/** What a plan for tests moves: a server of a proxy. */
export const DEPLOY: PlanTarget = { id: 'deploy', engine: 'haproxy', name: 'shop/new', version: null };
/** A flag that is moved after it. */
export const FLAG: PlanTarget = { id: 'flag', engine: 'flag', name: 'new-checkout', version: null };

/** A plan of two stages that judges errors. */
export function plan(given: Partial<RolloutPlan> = {}): RolloutPlan {
  return {
    name: 'shop',
    service: 'shop',
    environment: 'production',
    targets: [DEPLOY],
    metrics: [
      {
        spec: { name: 'errors', kind: 'errors', isCritical: true, exposure: 'requests', harmlessShare: null },
        source: {
          kind: 'events',
          events: [{ metric: 'shop_errors_total', labels: {} }],
          exposure: [{ metric: 'shop_requests_total', labels: {} }],
        },
        arms: { label: 'arm', canary: 'canary', control: 'control' },
        isAbsentZero: false,
      },
    ],
    timing: { stepMs: 10_000, latenessMs: 5_000, silenceMs: 120_000, leastEvents: 5 },
    stages: [stage('five', 5), stage('half', 50)],
    onWorse: 'roll-back',
    ...given,
  };
}

/** A judgement that says no more than it must. */
export function judgement(decision: Judgement['decision'], ofStage: string | null): Judgement {
  const reasons: Judgement['reasons'] =
    decision === 'promote'
      ? [{ code: 'proved', metrics: ['errors'] }]
      : decision === 'rollback'
        ? [{ code: 'worse', metric: 'errors' }]
        : [{ code: 'too-little', metric: 'errors' }];
  const metrics: readonly MetricJudgement[] = [];
  return { decision, at: instant(0), stage: ofStage, reasons, metrics, together: null };
}

/** An engine that tells where it stands. */
export function seen(percent: number, given: Partial<Extract<EngineState, { kind: 'seen' }>> = {}): EngineState {
  return {
    kind: 'seen',
    phase: percent === 0 ? 'idle' : percent === 100 ? 'promoted' : 'steady',
    percent,
    version: null,
    stable: null,
    lastOrder: null,
    message: '',
    ...given,
  };
}
