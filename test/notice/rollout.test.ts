import { describe, expect, it } from 'vitest';
import { handleRollout, readRollout } from '../../src/control/index.ts';
import {
  abortRollout,
  leaveRollout,
  nextStep,
  pauseRollout,
  type Rollout,
  type RolloutActor,
  type RolloutEvent,
  type RolloutLook,
  type RolloutPlan,
  type RolloutRejection,
  resumeRollout,
  startRollout,
} from '../../src/domain/rollout/index.ts';
import type { Digest, Result } from '../../src/kernel/index.ts';
import { DEPLOY, judgement, plan, seen, stage } from '../rollout/plan.ts';
import { noticeTest } from './simulation.ts';

const DORA: RolloutActor = { kind: 'human', id: 'dora', name: 'Dora' };
const SAFE = { answer: 'safe', reasons: [] } as const;
const UNSAFE = {
  answer: 'unsafe',
  reasons: [{ code: 'data-losing', rule: 'drop-column', path: 'db/1.sql', line: 1, certainty: 'certain' }],
} as const;

type Decided = Result<readonly RolloutEvent[], RolloutRejection>;

/** A rollout in a log, what is said of it, and whoever is told. */
async function rolloutTest(given: { readonly plan?: RolloutPlan; readonly safety?: typeof SAFE | typeof UNSAFE } = {}) {
  const test = noticeTest();
  const store = test.store;
  const started = startRollout({
    plan: given.plan ?? plan(),
    subject: {
      repository: 'local:shop',
      change: 'local:shop#1',
      revision: 'a'.repeat(40),
      planDigest: `sha256:${'0'.repeat(64)}` as Digest,
    },
    weight: { tier: 1, riskPercentile: 0.5 },
    safety: given.safety ?? SAFE,
    running: null,
    previous: null,
    by: DORA,
    now: test.now(),
  });
  const [first] = started.ok ? started.value : [];
  const id = first?.kind === 'RolloutStarted' ? first.id : '';
  const notifier = test.start({ ways: { ...test.ways, pager: test.pager } });
  await test.settle(notifier, 2);
  const told = (make: (rollout: Rollout | null) => Decided) => handleRollout({ store, id, actor: null, plan: make });
  await told(() => started);
  const tell = async (make: (rollout: Rollout) => Decided) => {
    const answer = await told((rollout) => (rollout === null ? { ok: true, value: [] } : make(rollout)));
    expect(answer.ok).toBe(true);
  };
  /** What the loop of rollouts would write, seeing this. */
  const look = async (look: Partial<RolloutLook>) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const { rollout } = await readRollout(store, id);
      if (rollout === null) return;
      const step = nextStep(rollout, { now: test.now(), judge: null, engines: new Map(), brakes: [], ...look });
      if (step.kind !== 'tell') return;
      await tell(() => ({ ok: true, value: step.events }));
    }
  };
  const standing = (percent: number): Partial<RolloutLook> => ({
    engines: new Map([[DEPLOY.id, { drive: 'ordered', state: seen(percent) }]]),
  });
  /** Into its first stage. */
  const enter = async () => {
    await look(standing(0));
    await look(standing(5));
  };
  const judged = (decision: 'rollback' | 'promote'): Partial<RolloutLook> => ({
    judge: { kind: 'judgement', judgement: judgement(decision, 'five') },
  });
  return {
    test,
    id,
    tell,
    look,
    standing,
    enter,
    judged,
    settle: (rounds = 12) => test.settle(notifier, rounds),
    lines: () =>
      test.delivered.flatMap(({ to, message }) =>
        to === 'channel' && message !== null
          ? message.lines.map(({ pieces }) =>
              pieces.map((piece) => ('own' in piece ? piece.own : `[${piece.said}]`)).join(''),
            )
          : [],
      ),
    messages: () =>
      test.delivered.flatMap(({ to, message }) => (to === 'channel' && message !== null ? [message] : [])),
    pages: () => test.delivered.flatMap(({ to, body }) => (to === 'pager' ? [JSON.parse(body ?? '')] : [])),
    programs: () => test.delivered.flatMap(({ to, body }) => (to === 'webhook' ? [JSON.parse(body ?? '')] : [])),
  };
}

describe('people are told of a rollout', () => {
  it('once when it goes back by itself, with what holds by then, and nobody is called out', async () => {
    const { id, enter, look, judged, standing, settle, lines, messages, pages, programs } = await rolloutTest();
    await enter();
    await look({ ...standing(5), ...judged('rollback') });
    await look(standing(0));
    await settle();
    expect(lines()).toEqual([
      'Rollout stopped: [shop], the version before has everything again; by [the judge], because: [worse errors]',
    ]);
    expect(messages()[0]).toMatchObject({
      subject: `Firebreak: a rollout is stopped: ${id}`,
      link: { text: 'Open Firebreak', url: `https://firebreak.example.com/rollouts?at=${id}` },
    });
    expect(pages().map(({ action }) => action)).toEqual(['change', 'change', 'resolve']);
    expect(programs().map(({ type }) => type)).toEqual([
      'rollout.started',
      'rollout.stage_entered',
      'rollout.stopped',
      'rollout.ended',
    ]);
    expect(programs()[0].data).toMatchObject({
      rollout: id,
      plan: 'shop',
      stages: [{ name: 'five' }, { name: 'half' }],
    });
    expect(programs()[2].data).toMatchObject({ rollout: id, cause: 'worse', reasons: ['worse errors'] });
  });

  it('that it is worse and may not go back, and whoever is on duty is called out until it has ended', async () => {
    const { id, tell, test, enter, look, judged, standing, settle, lines, pages } = await rolloutTest({
      safety: UNSAFE,
    });
    await enter();
    await look({ ...standing(5), ...judged('rollback') });
    await settle();
    expect(lines()).toEqual([
      'A rollout waits for somebody: [shop], found worse ([worse errors]), and it stays where it is: going back is not safe, roll forward',
    ]);
    expect(pages().at(-1)).toMatchObject({ action: 'trigger', about: 'rollout', severity: 'critical' });
    await tell((rollout) => leaveRollout(rollout, { by: DORA, reason: 'repaired by #8', now: test.now() }));
    await settle();
    expect(lines().slice(1)).toEqual(['Rollout stopped: [shop], the new version stays where it is; by [Dora]']);
    expect(pages().at(-1)).toEqual({ action: 'resolve', key: `firebreak:rollout-${id}` });
  });

  it('that a human is to promote it, and no more once somebody did', async () => {
    const byHand = plan({ stages: [stage('five', 5, { promote: 'human' })] });
    const { tell, test, enter, look, judged, standing, settle, lines } = await rolloutTest({ plan: byHand });
    await enter();
    await look({ ...standing(5), ...judged('promote') });
    await settle();
    expect(lines()).toEqual(['A rollout waits for somebody: [shop], stage [five] is proved, and a human promotes it']);
    await tell((rollout) => pauseRollout(rollout, { by: DORA, reason: 'lunch', now: test.now() }));
    await tell((rollout) => resumeRollout(rollout, { by: DORA, now: test.now() }));
    await settle();
    expect(lines()).toHaveLength(1);
  });

  it('that it is paused, by whom and why', async () => {
    const { tell, test, enter, settle, lines } = await rolloutTest();
    await enter();
    await tell((rollout) => pauseRollout(rollout, { by: DORA, reason: '<!channel> look', now: test.now() }));
    await settle();
    expect(lines()).toEqual(['Rollout paused: [shop], by [Dora], because: [<!channel> look]']);
  });

  it('that it does not go back though it is to, once for one order, and is called out', async () => {
    const { tell, test, enter, look, standing, settle, lines, pages } = await rolloutTest();
    await enter();
    await tell((rollout) =>
      abortRollout(rollout, { by: DORA, reason: 'wrong build', now: test.now(), insists: false }),
    );
    await look(standing(5));
    for (const why of ['unknown: timeout', 'unknown: unavailable', 'unknown: timeout']) {
      await tell(({ order }) => ({
        ok: true,
        value: [{ kind: 'OrderTroubled', order: order?.id ?? '', why, at: test.now() }],
      }));
      await settle();
    }
    expect(lines()).toEqual([
      'A rollout waits for somebody: [shop], it is to go back and [deploy] does not follow ([unknown: timeout]): take its traffic back by hand',
    ]);
    expect(new Set(pages().flatMap(({ action, key }) => (action === 'trigger' ? [key] : []))).size).toBe(1);
    await look(standing(0));
    await settle();
    expect(lines().slice(1)).toEqual([
      'Rollout stopped: [shop], the version before has everything again; by [Dora], because: [wrong build]',
    ]);
  });

  it('not of what goes on by itself', async () => {
    const { enter, look, judged, standing, settle, lines } = await rolloutTest();
    await enter();
    await look({ ...standing(5), ...judged('promote') });
    await look(standing(50));
    await settle();
    expect(lines()).toEqual([]);
  });
});
