import { type DemoReport, rolloutAnswer, rolloutReport } from '../../../contract/index.ts';
import { collect, pause } from './collect.ts';
import { type BothCounts, harmOf } from './harm.ts';
import { brakeSeen, changesAfter, land } from './later.ts';
import { type DemoWatch, LOOK_MS, type Playing, stuck } from './playing.ts';
import { LATER, NEW_VERSION_TITLE, type Scenario } from './scenario.ts';
import { makeLogins, openOwnerSession } from './session.ts';
import type { DemoStage } from './stage.ts';

const ENDED: readonly string[] = ['finished', 'aborted', 'rolled-back', 'left'];

/** Plays the demo to its end at a server and a shop that run, and tells what happened. Rejects when the signal ends it. */
export async function playDemo(options: {
  readonly stage: DemoStage;
  readonly scenario: Scenario;
  readonly speed: DemoReport['speed'];
  readonly watch: DemoWatch;
  readonly signal: AbortSignal;
}): Promise<DemoReport> {
  const { stage, scenario, speed, watch, signal } = options;
  const [began, startedAt] = [performance.now(), new Date().toISOString()];
  const elapsed = (): number => Math.round(performance.now() - began);
  const moments: DemoReport['moments'] = [];
  const owner = await openOwnerSession(stage.serverUrl, { link: stage.ownerLink, signal });
  const playing: Playing = {
    owner,
    stage,
    scenario,
    watch,
    signal,
    elapsed,
    tell: (code, text) => {
      const moment = { at_ms: elapsed(), code, text };
      moments.push(moment);
      watch.moment(moment);
    },
    times: { first_traffic: null, turned_bad: null, decided: null, traffic_back: null, brake_engaged: null },
  };
  watch.ready({ stage, logins: await makeLogins(owner, { url: stage.serverUrl, signal }) });
  const isWorse = scenario.turn !== null;
  const collecting = new AbortController();
  const collected = collect(stage, AbortSignal.any([signal, collecting.signal]));
  try {
    const change = await land(playing, NEW_VERSION_TITLE);
    playing.tell('landed', `${change} (${NEW_VERSION_TITLE}) was allowed by the gate, built and landed by the queue`);
    const { rollout, harm } = await rollOut(playing, change);
    const brake = isWorse ? await brakeSeen(playing) : null;
    const changes = isWorse ? await changesAfter(playing) : [];
    const { times } = playing;
    const { answered, bad, skipped } = stage.counts().customers;
    return {
      schema: 'firebreak.demo/v1',
      started_at: startedAt,
      story: isWorse ? 'worse' : 'healthy',
      speed,
      seed: scenario.wish.seed,
      proxy: `HAProxy ${stage.proxyVersion}`,
      requests_per_second: scenario.wish.perSecond,
      moments,
      rollout,
      times,
      seconds: {
        to_decision: secondsBetween(times.turned_bad, times.decided),
        to_traffic_back: secondsBetween(times.turned_bad, times.traffic_back),
      },
      customers: { answered, bad, skipped },
      harm,
      brake,
      changes,
    };
  } finally {
    collecting.abort();
    await collected;
  }
}

/** The rollout from its start to its end, with the turn of the new version in its midst. */
async function rollOut(playing: Playing, change: string): Promise<Pick<DemoReport, 'rollout' | 'harm'>> {
  const { owner, stage, scenario, watch, signal, tell, elapsed, times } = playing;
  const started = rolloutAnswer.parse(await owner.post('/api/v1/rollouts', { plan: 'shop', change }));
  tell('started', `the rollout of ${change} began`);
  let stageName: string | null = null;
  let before: BothCounts | null = null;
  for (;;) {
    signal.throwIfAborted();
    const rollout = rolloutReport.parse(await owner.get(`/api/v1/rollouts/${encodeURIComponent(started.rollout)}`));
    const counts = stage.counts();
    if (rollout.stage !== null && rollout.stage !== stageName) {
      stageName = rollout.stage;
      times.first_traffic ??= elapsed();
      const percent = rollout.stages.find(({ name }) => name === stageName)?.percent ?? 0;
      tell('stage', `stage ${stageName}: ${percent} % of customers meet the new version`);
    }
    if (isTimeToTurn(playing)) {
      stage.change(scenario.turn ?? scenario.wish.behaviour);
      times.turned_bad = elapsed();
      before = counts;
      tell('turned-bad', 'the new version turned bad: five times the errors at the checkout, and slower');
    }
    watch.look({ atMs: elapsed(), rollout, customers: counts.customers, isBad: before !== null });
    if (rollout.stop !== null && times.decided === null) {
      times.decided = elapsed();
      tell('decided', `the judge stopped it: ${rollout.stop.reasons.join(', ')}`);
      // Engineers go on working: both come while traffic goes back.
      await stage.commit(LATER.other);
      await stage.commit(LATER.next);
    }
    if (rollout.paused !== null) throw stuck(`the rollout paused: ${rollout.paused.text}`);
    if (ENDED.includes(rollout.state)) {
      if (rollout.state === 'rolled-back') times.traffic_back = elapsed();
      tell(rollout.state, rollout.text);
      const harm = before === null ? null : harmOf({ before, after: counts, ms: elapsed() - (times.turned_bad ?? 0) });
      const reasons = rollout.stop?.reasons ?? rollout.judgement?.reasons ?? [];
      const learnt = rollout.learnt.map(({ metric, minutes, text }) => ({ metric, known: minutes > 0, text }));
      return { rollout: { id: rollout.id, state: rollout.state, reasons: [...reasons], learnt }, harm };
    }
    await pause(LOOK_MS, signal);
  }
}

/** Whether the new version had customers for long enough to turn bad in front of them. */
function isTimeToTurn({ scenario, times, elapsed }: Playing): boolean {
  const { first_traffic: first, turned_bad: turned } = times;
  return scenario.turn !== null && first !== null && turned === null && elapsed() - first >= scenario.goodMs;
}

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : (to - from) / 1000;
}
