import type { RolloutList, RolloutReport, Viewer } from '../../src/contract/index.ts';
import { EMPTY_TRACE, type RatioTrace, traced } from '../../src/control/rollout/ratio-trace.ts';
import {
  advance,
  EMPTY_LEDGER,
  type Judgement,
  type MetricSpec,
  type Sample,
  startJudging,
  startStage,
} from '../../src/domain/judge/index.ts';
import {
  demandOfWeight,
  evolve,
  judgePlanOf,
  judgeStageOf,
  type PlanMetric,
  type PlanStage,
  type Rollout,
  type RolloutEvent,
  type RolloutPlan,
  rollbackRouteOf,
} from '../../src/domain/rollout/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';
import { rolloutReportOf, rolloutRowOf } from '../../src/service/rollout/document.ts';
import { ROUTE } from '../../src/service/rollout/text.ts';
import { stage } from '../rollout/plan.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 30_000;
/** How long the judge looked before the moment of the documents. */
const LOOKED_MINUTES = { 0: 18, 1: 9, 2: 18 } as const;

interface RolloutMaking {
  readonly at: number;
  readonly viewer: Viewer;
  readonly said: (text: string) => string;
  /** Whether the viewer may start, promote and stop. */
  readonly may?: boolean;
}

/** The rollouts of one state of the shop; the judge's numbers come from the judge. */
export interface WebRollouts {
  readonly list: RolloutList;
  readonly reports: readonly RolloutReport[];
}

/** One that goes on, one that was found worse and stands still, one that waits for a human, one that ended. */
export function webRollouts(state: 'busy' | 'empty' | 'hostile' | 'many', making: RolloutMaking): WebRollouts {
  const { at, viewer, may = true } = making;
  const made = state === 'empty' ? [] : [...shown(making), ...(state === 'many' ? ended(making) : [])];
  const head = { as_of: new Date(at).toISOString(), viewer };
  const can = (why: string | null) => {
    const whyNot = may ? why : 'your role does not include this';
    return { allowed: whyNot === null, why_not: whyNot };
  };
  const plan = planOf('checkout', making);
  return {
    list: {
      schema: 'firebreak.rollouts/v1',
      ...head,
      rollouts: made.map(({ rollout }) => rolloutRowOf(rollout)),
      plans:
        state === 'empty'
          ? []
          : [
              {
                repository: 'local:store',
                name: plan.name,
                service: plan.service,
                environment: plan.environment,
                stages: plan.stages.map(({ name, percent }) => ({ name, percent })),
                engines: [{ kind: 'haproxy', configured: true }],
                learnt: [],
              },
            ],
      unread: [],
      may: { start: can(null) },
    },
    reports: made.map(({ rollout, judgement, trace, brakes = [] }) => {
      const ended = rollout.end === null ? null : 'it has ended';
      const worse = rollout.stop === null ? null : 'the judge found it worse';
      const held = brakes.length === 0 ? null : `held by ${brakes.join(', ')}`;
      return {
        schema: 'firebreak.rollout/v1',
        ...head,
        ...rolloutReportOf(rollout, { judgement, brakes, trace }),
        may: {
          pause: can(ended ?? (rollout.paused === null ? null : 'it is paused already')),
          resume: can(ended ?? worse ?? (rollout.paused === null ? 'it is not paused' : null)),
          promote: can(ended ?? worse ?? (rollout.passed === null ? held : 'no stage waits for it')),
          abort: can(ended ?? (rollbackRouteOf(rollout) === 'safe' ? null : ROUTE[rollbackRouteOf(rollout)])),
          leave: can(ended),
        },
      };
    }),
  };
}

interface Made {
  readonly rollout: Rollout;
  readonly judgement: Judgement | null;
  readonly trace: RatioTrace;
  readonly brakes?: readonly string[];
}

function shown(making: RolloutMaking): readonly Made[] {
  return [
    judged(making, { id: 'r-running', service: 'checkout', errorRatio: 1.05, entered: 1 }),
    judged(making, { id: 'r-worse', service: 'price', errorRatio: 3.2, entered: 1 }),
    { ...judged(making, { id: 'r-waits', service: 'cart', errorRatio: 0.9, entered: 2 }), brakes: ['brake-3'] },
    over(making, 'r-done', 'search'),
  ];
}

function ended(making: RolloutMaking): readonly Made[] {
  return Array.from({ length: 40 }, (_, at) => over(making, `r-old-${at}`, `service-${at}`));
}

/** The judge is asked once for all states of a shop. */
const lookedAt = new Map<string, { readonly judgement: Judgement; readonly trace: RatioTrace }>();

/** What the judge says after all its looks at a made-up traffic. */
function look(given: {
  readonly begin: Rollout;
  readonly enteredAt: Instant;
  readonly at: number;
  readonly current: PlanStage;
  readonly errorRatio: number;
}): { readonly judgement: Judgement; readonly trace: RatioTrace } {
  const { begin, enteredAt, at, current, errorRatio } = given;
  const plan = judgePlanOf(begin.plan, begin.demand);
  let state = startStage(startJudging(plan), { plan, stage: judgeStageOf(current), now: enteredAt });
  let trace = EMPTY_TRACE;
  let judgement: Judgement | null = null;
  const chance = seeded(current.percent * 7);
  for (let now = enteredAt + STEP_MS; now <= at; now += STEP_MS) {
    const samples = plan.metrics.flatMap((spec) =>
      samplesOf(spec, {
        now,
        share: current.percent / 100,
        // What goes bad does so while one watches.
        errorRatio: errorRatio > 2 && now < enteredAt + 5 * MINUTE_MS ? 1 : errorRatio,
        chance,
      }),
    );
    const looked = advance(state, { plan, samples, now: instant(now), ledger: EMPTY_LEDGER, notToldApart: [] });
    state = looked.state;
    judgement = looked.judgement;
    trace = traced(trace, judgement);
    if (judgement.decision === 'rollback') break;
  }
  if (judgement === null) throw new Error('it was looked at');
  return { judgement, trace };
}

const JUDGE = { kind: 'judge', id: '', name: 'the judge' } as const;

function judged(
  making: RolloutMaking,
  given: { readonly id: string; readonly service: string; readonly errorRatio: number; readonly entered: 0 | 1 | 2 },
): Made {
  const { at } = making;
  const { id, service, errorRatio, entered } = given;
  const begin = started(making, { id, service });
  const enteredAt = instant(at - LOOKED_MINUTES[entered] * MINUTE_MS);
  const current = begin.stages[entered];
  if (current === undefined) throw new Error('the plan has that stage');
  const key = `${id} ${at}`;
  const looked = lookedAt.get(key) ?? look({ begin, enteredAt, at, current, errorRatio });
  lookedAt.set(key, looked);
  const { judgement, trace } = looked;
  const now = judgement.at;
  const reasons = judgement.reasons.map((reason) =>
    'metric' in reason
      ? `${reason.code} ${reason.metric}`
      : 'metrics' in reason
        ? `${reason.code} ${reason.metrics.join(',')}`
        : reason.code,
  );
  const { decision } = judgement;
  const kept = {
    stage: current.name,
    decision,
    reasons: [...new Set(reasons)].sort(),
    evidence: digestOf(id),
    at: now,
  };
  const events: RolloutEvent[] = [
    { kind: 'StageEntered', stage: current.name, percent: current.percent, at: enteredAt },
    { kind: 'RolloutJudged', ...kept },
  ];
  if (decision === 'rollback') {
    events.push({ kind: 'StopDecided', cause: 'worse', by: JUDGE, route: 'ask', reasons: kept.reasons, at: now });
    events.push({ kind: 'RolloutPaused', cause: { code: 'worse', route: 'ask' }, by: JUDGE, at: now });
  }
  if (entered === 2) {
    const cause = { code: 'brake', brakes: ['brake-3'] } as const;
    events.push({ kind: 'RolloutJudged', ...kept, decision: 'promote', reasons: ['proved errors,latency'] });
    events.push({ kind: 'PromotionHeld', stage: current.name, cause, at: now });
  }
  return { rollout: events.reduce<Rollout | null>(evolve, begin) ?? begin, judgement, trace };
}

function over(making: RolloutMaking, id: string, service: string): Made {
  const begin = started(making, { id, service });
  const at = instant(making.at - 200 * MINUTE_MS);
  const events: readonly RolloutEvent[] = [
    { kind: 'StageEntered', stage: 'half', percent: 50, at },
    { kind: 'RolloutEnded', end: 'finished', by: { kind: 'plan', id: '', name: 'the plan' }, at },
  ];
  return { rollout: events.reduce<Rollout | null>(evolve, begin) ?? begin, judgement: null, trace: EMPTY_TRACE };
}

function started(making: RolloutMaking, { id, service }: { readonly id: string; readonly service: string }): Rollout {
  const { at, said } = making;
  const plan = planOf(service, making);
  const weight = { tier: 0, riskPercentile: 0.72 } as const;
  const rollout = evolve(null, {
    kind: 'RolloutStarted',
    id,
    plan,
    stages: plan.stages,
    subject: {
      repository: 'local:store',
      change: 'github:shop/store#2',
      revision: 'f'.repeat(40),
      planDigest: digestOf(id),
    },
    weight,
    demand: demandOfWeight(weight),
    safety: {
      answer: service === 'price' ? 'unknown' : 'safe',
      reasons:
        service === 'price'
          ? [{ code: 'not-analysed', rule: null, path: null, line: null, certainty: 'possible' }]
          : [],
    },
    by: { kind: 'human', id: 'a-1', name: said('mara') },
    at: instant(at - 40 * MINUTE_MS),
  });
  if (rollout === null) throw new Error('it was started');
  return rollout;
}

function planOf(service: string, { said }: RolloutMaking): RolloutPlan {
  const minutes = { leastMs: 5 * MINUTE_MS, leastUnlearntMs: 10 * MINUTE_MS };
  return {
    name: service,
    service: said(service),
    environment: 'production',
    targets: [{ id: 'deploy', engine: 'haproxy', name: said(`shop/${service}`), version: 'v42' }],
    metrics: SPECS.map(
      (spec): PlanMetric => ({
        spec,
        source: { kind: 'events', events: [], exposure: [] },
        arms: { label: 'arm', canary: 'canary', control: 'control' },
        isAbsentZero: false,
      }),
    ),
    timing: { stepMs: STEP_MS, latenessMs: STEP_MS, silenceMs: 4 * MINUTE_MS, leastEvents: 5 },
    stages: [
      stage('five', 5, minutes),
      stage('quarter', 25, minutes),
      stage('half', 50, { ...minutes, leastMs: 15 * MINUTE_MS, promote: 'human' }),
    ],
    onWorse: 'pause',
  };
}

const SPECS: readonly MetricSpec[] = [
  { name: 'errors', kind: 'errors', isCritical: true, exposure: 'requests', harmlessShare: null },
  { name: 'latency', kind: 'latency', isCritical: true, thresholds: [{ name: 'p99', aboveMs: 400 }] },
  { name: 'orders', kind: 'business', isCritical: false, exposure: 'requests' },
  { name: 'refunds', kind: 'errors', isCritical: false, exposure: 'requests', harmlessShare: null },
  { name: 'processor time', kind: 'continuous', isCritical: false, worse: 'higher' },
];

/** Half a minute of a shop with 60 requests a second; refunds are rare, processor time is never told. */
function samplesOf(
  spec: MetricSpec,
  given: { readonly now: number; readonly share: number; readonly errorRatio: number; readonly chance: () => number },
): readonly Sample[] {
  const { now, share, errorRatio, chance } = given;
  if (spec.kind === 'continuous') return [];
  return (['canary', 'control'] as const).map((arm): Sample => {
    const exposure = Math.round(1_800 * (arm === 'canary' ? share : 1 - share));
    const rate = { errors: 0.02, latency: 0.012, orders: 0.05, refunds: 0.00003 }[spec.name] ?? 0;
    const ratio = arm === 'canary' && spec.name === 'errors' ? errorRatio : 1;
    const expected = exposure * rate * ratio;
    const events = Math.max(0, Math.floor(expected + chance() * Math.sqrt(expected) + 0.5));
    const since = instant(now - STEP_MS);
    const common = { metric: spec.name, arm, series: '', at: instant(now), since };
    return spec.kind === 'latency'
      ? { ...common, counts: { kind: 'latency', above: [events], exposure } }
      : { ...common, counts: { kind: 'events', events, exposure } };
  });
}

/** Numbers about as a normal distribution has them, the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return () => (next() + next() + next() + next() - 2) * Math.sqrt(3);
}
