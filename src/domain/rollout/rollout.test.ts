import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPLOY, FLAG, judgement, plan, seen, stage } from '../../../test/rollout/plan.ts';
import { digestOf, type Instant, instant } from '../../kernel/index.ts';
import {
  abortRollout,
  answered,
  type EngineMoment,
  type EngineState,
  engineVerdict,
  evolve,
  type JudgeAnswer,
  judgedAnew,
  leaveRollout,
  nextStep,
  pauseRollout,
  promoteRollout,
  type Rollout,
  type RolloutActor,
  type RolloutEvent,
  type RolloutPlan,
  resumeRollout,
  rollbackSafetyOf,
  stageLetInto,
  startRollout,
} from './index.ts';
import { JUDGED_EVERY_MS } from './judge-step.ts';
import { ORDER_PATIENCE_MS, SETTLE_MS } from './next.ts';

const ANN: RolloutActor = { kind: 'human', id: 'ann', name: 'Ann' };
const BOT: RolloutActor = { kind: 'agent', id: 'bot', name: 'an agent' };
const T0 = instant(1_800_000_000_000);
const SAFE = { answer: 'safe', reasons: [] } as const;
const UNSAFE = rollbackSafetyOf({
  operations: [
    {
      source: 'sql',
      rule: 'sql/drop-column',
      place: { path: 'db/1.sql' as never, line: 3, object: 'orders.note' },
      effects: ['data-losing', 'old-code-breaking'],
      what: '',
      why: '',
      safer: '',
      certainty: 'certain',
    },
  ],
  unread: [],
});

function engineAnswer(rollout: Rollout | null, stage: string | null, moment: EngineMoment = 'stage') {
  const target = rollout?.plan.targets[0] ?? DEPLOY;
  return engineVerdict(rollout, { question: { target, moment, stage }, brakes: [], now: T0 }).decision;
}

/** A rollout with an engine that obeys at once, moved by hand. */
class Stand {
  rollout: Rollout;
  now = T0;
  judge: JudgeAnswer | null = null;
  brakes: readonly string[] | null = [];
  states = new Map<string, EngineState>();
  given: string[] = [];
  isObeying = true;

  constructor(options: { plan?: RolloutPlan; safety?: Rollout['safety']; risk?: number | null } = {}) {
    const { risk = 0.2 } = options;
    const came = startRollout({
      plan: options.plan ?? plan(),
      subject: { repository: 'local:shop', change: null, revision: 'abc', planDigest: digestOf('plan') },
      weight: { tier: 1, riskPercentile: risk },
      safety: options.safety ?? SAFE,
      running: null,
      previous: null,
      by: ANN,
      now: T0,
    });
    if (!came.ok) throw new Error(came.rejection.code);
    this.rollout = came.value.reduce(evolve, null) as Rollout;
  }

  tell(events: readonly RolloutEvent[]): void {
    this.rollout = events.reduce(evolve, this.rollout) as Rollout;
  }

  /** Plans and does until there is nothing to do now; gives the kinds of the events. */
  settle(drive: 'ordered' | 'asking' = 'ordered'): string[] {
    const kinds: string[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      const engines = new Map([...this.states].map(([id, state]) => [id, { drive, state }] as const));
      const step = nextStep(this.rollout, { now: this.now, judge: this.judge, engines, brakes: this.brakes });
      if (step.kind === 'rest') return kinds;
      if (step.kind === 'order') {
        this.given.push(`${step.order.id} ${step.order.act.kind}`);
        if (!this.isObeying) return kinds;
        const { act, target } = step.order;
        const percent = act.kind === 'set-weight' ? act.percent : act.kind === 'promote' ? 100 : 0;
        this.states.set(target, seen(percent, act.kind === 'abort' ? { phase: 'aborted' } : {}));
        if (step.order.settlesAt !== null) return kinds;
        continue;
      }
      kinds.push(...step.events.map(({ kind }) => kind));
      this.tell(step.events);
    }
    throw new Error('it does not come to rest');
  }

  says(decision: 'promote' | 'hold' | 'rollback', ofStage = this.stageName()): this {
    this.judge = { kind: 'judgement', judgement: judgement(decision, ofStage) };
    return this;
  }

  stageName(): string | null {
    const { stage: at, stages } = this.rollout;
    return at === null ? null : (stages[at.index]?.name ?? null);
  }

  wait(ms: number): this {
    this.now = instant(this.now + ms);
    return this;
  }
}

describe('going forward', () => {
  it('goes from stage to stage by evidence, makes the new version the stable one, and ends', () => {
    const stand = new Stand();
    stand.settle();
    expect(stand.stageName()).toBe('five');
    stand.says('promote').settle();
    expect(stand.stageName()).toBe('half');
    stand.says('promote').settle();
    expect(stand.rollout.end?.kind).toBe('finished');
    expect(stand.given.map((order) => order.split(' ')[1])).toEqual(['set-weight', 'set-weight', 'promote']);
    expect(engineAnswer(stand.rollout, null)).toBe('promote');
  });

  it('does not leave a stage on evidence of another one', () => {
    const stand = new Stand();
    stand.settle();
    stand.says('promote', 'half').settle();
    expect(stand.rollout.passed).toBeNull();
  });

  it('moves a flag after the deployment it belongs to stands', () => {
    const both = plan({ targets: [DEPLOY, FLAG], stages: [stage('five', 5), stage('some', 10, { target: 'flag' })] });
    const stand = new Stand({ plan: both });
    stand.settle();
    stand.says('promote').settle();
    expect(stand.rollout.promoted).toEqual(['deploy']);
    expect(stand.rollout.weights).toEqual({ deploy: 100, flag: 10 });
    stand.says('promote').settle();
    expect(stand.rollout.end?.kind).toBe('finished');
  });

  it('takes changes of high and of unknown risk through stages that others leave out', () => {
    const staged = plan({ stages: [stage('one', 1, { isForRisky: true }), stage('half', 50)] });
    const names = (risk: number | null) => new Stand({ plan: staged, risk }).rollout.stages.map(({ name }) => name);
    expect([names(0.2), names(0.95), names(null)]).toEqual([['half'], ['one', 'half'], ['one', 'half']]);
  });

  it('waits at a stage that a human promotes, whatever the evidence, and pauses when nobody comes', () => {
    const stand = new Stand({ plan: plan({ stages: [stage('five', 5, { promote: 'human' }), stage('half', 50)] }) });
    stand.settle();
    expect(stand.says('promote').settle()).toContain('PromotionHeld');
    expect(stand.settle()).toEqual([]);
    expect(stand.rollout.waits).toEqual({ code: 'human' });
    stand.wait(61 * 60_000).settle();
    expect(stand.rollout.paused?.cause).toEqual({ code: 'stage-time', stage: 'five' });
    const promoted = promoteRollout(stand.rollout, { by: ANN, reason: 'looked at it', now: stand.now, brakes: [] });
    if (promoted.ok) stand.tell(promoted.value);
    stand.settle();
    expect(stand.stageName()).toBe('half');
  });

  it('lets no script, agent or machine promote or resume', () => {
    const stand = new Stand();
    stand.settle();
    const asked = { by: BOT, reason: 'x', now: stand.now };
    expect(promoteRollout(stand.rollout, { ...asked, brakes: [] })).toMatchObject({
      rejection: { code: 'human-only' },
    });
    const paused = pauseRollout(stand.rollout, asked);
    expect(paused.ok).toBe(true);
    if (paused.ok) stand.tell(paused.value);
    expect(resumeRollout(stand.rollout, asked)).toMatchObject({ rejection: { code: 'human-only' } });
  });

  it('holds evidence behind a brake, and behind brakes that cannot be read', () => {
    const stand = new Stand();
    stand.settle();
    stand.brakes = ['brake-1'];
    stand.says('promote').settle();
    expect(stand.rollout.waits).toEqual({ code: 'brake', brakes: ['brake-1'] });
    stand.brakes = null;
    stand.wait(90 * 60_000).settle();
    expect(stand.rollout).toMatchObject({ passed: null, paused: null, waits: { code: 'brake-unknown' } });
    stand.brakes = [];
    stand.settle();
    expect(stand.stageName()).toBe('half');
  });

  it('enters no stage under a brake that was pulled after the stage before was passed', () => {
    const stand = new Stand();
    stand.brakes = ['brake-1'];
    expect(stand.settle()).toEqual([]);
    expect(stand.given).toEqual([]);
  });
});

describe('going back', () => {
  it('gives everything back when the judge finds it worse, also while it is paused', () => {
    const stand = new Stand();
    stand.settle();
    const paused = pauseRollout(stand.rollout, { by: ANN, reason: 'lunch', now: stand.now });
    if (paused.ok) stand.tell(paused.value);
    stand.says('rollback').settle();
    expect(stand.rollout.end?.kind).toBe('rolled-back');
    expect(stand.given.at(-1)).toMatch(/ abort$/);
    expect(engineAnswer(stand.rollout, null)).toBe('rollback');
  });

  it('does not wait for a brake to go back', () => {
    const stand = new Stand();
    stand.settle();
    stand.brakes = ['brake-1'];
    stand.says('rollback').settle();
    expect(stand.rollout.end?.kind).toBe('rolled-back');
  });

  it('puts no code back past what loses data: it pauses and asks, and a human may insist or leave it', () => {
    const stand = new Stand({ safety: UNSAFE });
    stand.settle();
    stand.says('rollback').settle();
    expect(stand.rollout.paused?.cause).toEqual({ code: 'worse', route: 'roll-forward' });
    expect(stand.rollout.weights).toEqual({ deploy: 5 });
    const ask = { by: ANN, reason: 'the column is back', now: stand.now };
    expect(abortRollout(stand.rollout, { ...ask, insists: false })).toMatchObject({
      rejection: { code: 'unsafe-rollback', route: 'roll-forward', reasons: [{ rule: 'sql/drop-column' }] },
    });
    expect(abortRollout(stand.rollout, { ...ask, by: BOT, insists: true })).toMatchObject({
      rejection: { code: 'human-only' },
    });
    expect(resumeRollout(stand.rollout, ask)).toMatchObject({ rejection: { code: 'worse' } });
    const left = leaveRollout(stand.rollout, ask);
    expect(left).toMatchObject({ ok: true, value: [{ kind: 'RolloutEnded', end: 'left' }] });
    const insisted = abortRollout(stand.rollout, { ...ask, insists: true });
    if (insisted.ok) stand.tell(insisted.value);
    stand.settle();
    expect(stand.rollout.end?.kind).toBe('aborted');
  });

  it('switches the flag off instead, and asks about the code', () => {
    const both = plan({ targets: [DEPLOY, FLAG], stages: [stage('five', 5), stage('some', 10, { target: 'flag' })] });
    const stand = new Stand({ plan: both, safety: UNSAFE });
    stand.settle();
    stand.says('promote').settle();
    stand.says('rollback').settle();
    expect(stand.rollout.weights).toEqual({ deploy: 100, flag: 0 });
    expect(stand.rollout.paused?.cause).toEqual({ code: 'flag-is-off' });
    expect(engineAnswer(stand.rollout, null)).toBe('hold');
  });

  it('asks where nobody knows what the change does', () => {
    const stand = new Stand({ safety: rollbackSafetyOf(null) });
    stand.settle();
    stand.says('rollback').settle();
    expect(stand.rollout.paused?.cause).toEqual({ code: 'worse', route: 'ask' });
  });

  it('switches a flag off whatever the change does, where no code was moved', () => {
    const only = plan({ targets: [FLAG], stages: [stage('some', 10, { target: 'flag' })] });
    const stand = new Stand({ plan: only, safety: UNSAFE });
    stand.settle();
    stand.says('rollback').settle();
    expect(stand.rollout.end?.kind).toBe('rolled-back');
  });

  it('takes a target back that was only on its way, and does not believe the first look', () => {
    const stand = new Stand();
    stand.isObeying = false;
    stand.settle();
    stand.isObeying = true;
    const aborted = abortRollout(stand.rollout, { by: BOT, reason: 'wrong build', now: stand.now, insists: false });
    if (aborted.ok) stand.tell(aborted.value);
    stand.settle();
    expect(stand.rollout.end).toBeNull();
    stand.wait(SETTLE_MS).settle();
    expect(stand.rollout.end?.kind).toBe('aborted');
  });

  it('gives a stop again and again under the same id until it is seen', () => {
    const stand = new Stand();
    stand.settle();
    stand.isObeying = false;
    for (let turn = 0; turn < 5; turn += 1) {
      stand.says('rollback').wait(3_600_000).settle();
      const troubles = answered(stand.rollout, {
        answer: { kind: 'refused', code: 'not-permitted', message: '' },
        now: stand.now,
      });
      expect(troubles.length).toBe(turn === 0 ? 1 : 0);
      stand.tell(troubles);
    }
    expect(new Set(stand.given.slice(1)).size).toBe(1);
    expect(stand.rollout.end).toBeNull();
  });
});

describe('what is not known', () => {
  it.each<[string, JudgeAnswer | null]>([
    ['fails', { kind: 'unknown', code: 'failed' }],
    ['is slow', { kind: 'unknown', code: 'slow' }],
    ['answers in a wrong type', { kind: 'unknown', code: 'malformed' }],
    ['is not there', null],
  ])('holds while the judge %s, and pauses once the time of the stage is over', (_what, judge) => {
    const stand = new Stand();
    stand.settle();
    stand.judge = judge;
    stand.wait(59 * 60_000).settle();
    expect(stand.rollout).toMatchObject({ paused: null, stop: null, end: null });
    stand.wait(2 * 60_000).settle();
    expect(stand.rollout).toMatchObject({ stop: null, end: null, weights: { deploy: 5 } });
    expect(stand.rollout.paused?.cause).toEqual({ code: 'stage-time', stage: 'five' });
  });

  it.each<[string, EngineState]>([
    ['does not answer', { kind: 'unknown', code: 'timeout', message: '' }],
    ['answers in a wrong type', { kind: 'unknown', code: 'malformed', message: '' }],
    ['does not know the target', { kind: 'missing', message: '' }],
  ])('holds while the engine %s', (_what, state) => {
    const stand = new Stand();
    stand.settle();
    stand.states.set('deploy', state);
    stand
      .says('hold')
      .wait(10 * 60_000)
      .settle();
    expect(stand.rollout).toMatchObject({ paused: null, stop: null, end: null });
  });

  it('gives a move up after a while and asks, and asks for it anew when a human goes on', () => {
    const stand = new Stand();
    stand.isObeying = false;
    stand.settle();
    stand.wait(ORDER_PATIENCE_MS + 1).settle();
    expect(stand.rollout.paused?.cause).toEqual({ code: 'engine-silent', target: 'deploy' });
    const resumed = resumeRollout(stand.rollout, { by: ANN, now: stand.now });
    if (resumed.ok) stand.tell(resumed.value);
    stand.isObeying = true;
    stand.settle();
    expect(stand.stageName()).toBe('five');
    expect(new Set(stand.given).size).toBe(2);
  });

  it('pauses where somebody else moved the engine, and ends where the engine ended it', () => {
    const stand = new Stand();
    stand.settle();
    stand.states.set('deploy', seen(60));
    stand.says('hold').settle();
    expect(stand.rollout.paused?.cause).toMatchObject({ code: 'engine-moved', percent: 60 });
    const asked = { by: ANN, reason: 'looks fine', now: stand.now, brakes: [] };
    expect(promoteRollout(stand.rollout, asked)).toMatchObject({ rejection: { code: 'not-standing' } });
    const other = new Stand();
    other.settle();
    other.states.set('deploy', seen(0, { phase: 'aborted' }));
    other.says('hold').settle();
    expect(other.rollout.end).toMatchObject({ kind: 'aborted', by: { kind: 'engine' } });
  });

  it('makes no time pass where the clock ran back', () => {
    const stand = new Stand();
    stand.settle();
    stand
      .says('hold')
      .wait(-365 * 86_400_000)
      .settle();
    expect(stand.rollout).toMatchObject({ paused: null, end: null });
  });

  it('writes down seldom why it holds', () => {
    const stand = new Stand();
    stand.settle();
    stand.says('hold').settle();
    stand.judge = { kind: 'judgement', judgement: { ...judgement('hold', 'five'), reasons: [{ code: 'no-stage' }] } };
    expect(stand.settle()).toEqual([]);
    expect(stand.wait(JUDGED_EVERY_MS).settle()).toEqual(['RolloutJudged']);
  });
});

describe('a rollout for whoever looks', () => {
  it('has the newest reasons of the judge, though they were not written down, and none of another stage or of before', () => {
    const stand = new Stand();
    stand.settle();
    stand.says('hold').settle();
    const at = instant(stand.now + 5_000);
    const newest = { ...judgement('hold', 'five'), at, reasons: [{ code: 'no-data', metric: 'errors' }] } as const;
    const { rollout } = stand;
    expect(rollout.judged?.reasons).toEqual(['too-little errors']);
    expect(judgedAnew(rollout, newest).judged).toMatchObject({ reasons: ['no-data errors'], at });
    expect(judgedAnew(rollout, null)).toBe(rollout);
    expect(judgedAnew(rollout, { ...newest, stage: 'half' })).toBe(rollout);
    expect(judgedAnew(rollout, { ...newest, at: instant(stand.now - 1) })).toBe(rollout);
    stand.says('rollback').settle();
    expect(judgedAnew(stand.rollout, newest)).toBe(stand.rollout);
  });
});

describe('engines that ask', () => {
  const asking = plan({ targets: [{ ...DEPLOY, engine: 'argo' }] });

  it('are never ordered forward, and told to go on only at a stage that was passed', () => {
    const stand = new Stand({ plan: asking });
    stand.states.set('deploy', seen(0));
    expect(stand.settle('asking')).toEqual([]);
    expect(engineAnswer(stand.rollout, 'five')).toBe('hold');
    expect(engineAnswer(stand.rollout, null, 'start')).toBe('promote');
    expect(engineAnswer(stand.rollout, null, 'end')).toBe('hold');
    stand.states.set('deploy', seen(5));
    stand.settle('asking');
    expect(engineAnswer(stand.rollout, 'five')).toBe('hold');
    stand.says('promote').settle('asking');
    expect(engineAnswer(stand.rollout, 'five')).toBe('promote');
    expect(engineAnswer(stand.rollout, 'half')).toBe('hold');
    stand.states.set('deploy', seen(50));
    stand.settle('asking');
    expect(engineAnswer(stand.rollout, 'five')).toBe('promote');
    expect(engineAnswer(stand.rollout, 'unheard-of')).toBe('hold');
    expect(engineAnswer(stand.rollout, 'five', 'end')).toBe('hold');
    stand.says('promote').settle('asking');
    stand.states.set('deploy', seen(100));
    stand.settle('asking');
    expect(stand.rollout.end?.kind).toBe('finished');
    expect(stand.given).toEqual([]);
  });

  it('are let into one stage by one yes, wherever they do not say where they are', () => {
    const three = plan({
      targets: [{ ...DEPLOY, engine: 'flagger' }],
      stages: [stage('a', 5), stage('b', 25), stage('c', 50)],
    });
    const stand = new Stand({ plan: three });
    stand.states.set('deploy', { kind: 'unknown', code: 'unavailable', message: '' });
    const target = three.targets[0] ?? DEPLOY;
    const into = (moment: EngineMoment, named: string | null = null) =>
      stageLetInto(stand.rollout, { target, moment, stage: named })?.name ?? null;
    const enter = (name: string, percent: number) =>
      stand.tell([{ kind: 'StageEntered', stage: name, percent, at: stand.now }]);
    expect([into('start'), into('stage'), into('end'), into('advance', 'a'), into('advance')]).toEqual([
      null,
      null,
      null,
      null,
      'a',
    ]);
    enter('a', 5);
    expect([into('advance'), engineAnswer(stand.rollout, null, 'advance')]).toEqual(['b', 'hold']);
    stand.says('promote').settle('asking');
    expect(engineAnswer(stand.rollout, null, 'advance')).toBe('promote');
    // Written down as entered, the very next question waits for proof of it.
    enter('b', 25);
    expect([engineAnswer(stand.rollout, null, 'advance'), engineAnswer(stand.rollout, null, 'leave')]).toEqual([
      'hold',
      'hold',
    ]);
    enter('c', 50);
    expect([into('advance'), into('leave')]).toEqual([null, null]);
  });

  it('that do not go back are left by a human, who saw to them by hand', () => {
    const stand = new Stand({ plan: asking });
    stand.states.set('deploy', seen(5));
    stand.settle('asking');
    const ask = { by: ANN, reason: 'set back by hand', now: stand.now };
    stand.isObeying = false;
    stand.says('rollback').settle('asking');
    expect(leaveRollout(stand.rollout, ask)).toMatchObject({ rejection: { code: 'already-stopping' } });
    const answer = { kind: 'refused', code: 'not-supported', message: '' } as const;
    stand.tell(answered(stand.rollout, { answer, now: stand.now }));
    expect(leaveRollout(stand.rollout, { ...ask, by: BOT })).toMatchObject({ rejection: { code: 'human-only' } });
    expect(leaveRollout(stand.rollout, ask)).toMatchObject({ value: [{ kind: 'RolloutEnded', end: 'left' }] });
  });

  it('are held by a brake at a stage that was passed', () => {
    const stand = new Stand({ plan: asking });
    stand.states.set('deploy', seen(5));
    stand.settle('asking');
    stand.says('promote').settle('asking');
    const question = { target: DEPLOY, moment: 'stage', stage: 'five' } as const;
    for (const brakes of [['brake-1'], null]) {
      expect(engineVerdict(stand.rollout, { question, brakes, now: T0 }).decision).toBe('hold');
    }
  });

  it('are told to hold by whoever knows no rollout of theirs', () => {
    expect(engineAnswer(null, 'five')).toBe('hold');
  });
});

describe('laws', () => {
  const answers = fc.constantFrom<JudgeAnswer | null>(
    null,
    { kind: 'unknown', code: 'failed' },
    { kind: 'unknown', code: 'malformed' },
    { kind: 'judgement', judgement: judgement('hold', 'five') },
  );
  const states = fc.constantFrom<EngineState>(
    seen(5),
    seen(0),
    seen(50),
    { kind: 'unknown', code: 'timeout', message: '' },
    { kind: 'missing', message: '' },
  );
  const looks = fc.array(fc.tuple(answers, states, fc.integer({ min: -3_600_000, max: 3_600_000 })), { maxLength: 30 });

  const run = (given: readonly (readonly [JudgeAnswer | null, EngineState, number])[]) => {
    const stand = new Stand();
    stand.settle();
    const kinds: string[] = [];
    for (const [judge, state, ms] of given) {
      stand.judge = judge;
      stand.states.set('deploy', state);
      stand.now = instant(Math.max(0, stand.now + ms)) as Instant;
      kinds.push(...stand.settle());
    }
    return { stand, kinds };
  };

  it('is neither promoted nor stopped by anything but a judgement that says so, or a human', () => {
    fc.assert(
      fc.property(looks, (given) => {
        const { stand, kinds } = run(given);
        expect(kinds).not.toContain('StagePassed');
        expect(kinds).not.toContain('StopDecided');
        expect(stand.rollout.weights['deploy']).toBe(5);
      }),
    );
  });

  it('is promoted where one judgement among them says so: the law can fail', () => {
    const { kinds } = run([[{ kind: 'judgement', judgement: judgement('promote', 'five') }, seen(5), 1]]);
    expect(kinds).toContain('StagePassed');
  });

  it('replays to the same rollout', () => {
    const stand = new Stand();
    const told: RolloutEvent[] = [];
    const tell = stand.tell.bind(stand);
    stand.tell = (events) => {
      told.push(...events);
      tell(events);
    };
    stand.settle();
    stand.says('promote').settle();
    stand.says('rollback').settle();
    const again = (JSON.parse(JSON.stringify(told)) as RolloutEvent[]).reduce(
      evolve,
      new Stand().rollout as Rollout | null,
    );
    expect(again).toEqual(stand.rollout);
  });
});
