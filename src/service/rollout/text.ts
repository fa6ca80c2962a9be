import type { RolloutForecast, RolloutLearnt, RolloutMetric, RolloutReport, RolloutRow } from '../../contract/index.ts';
import {
  type PauseCause,
  type RollbackRoute,
  type Rollout,
  type RolloutRejection,
  rolloutStageOf,
  type WaitCause,
} from '../../control/index.ts';
import { assertNever, Fault, printable } from '../../kernel/index.ts';

/** How a rollout stands, by one word. */
export function stateOf({ end, paused, stop }: Rollout): RolloutRow['state'] {
  if (end !== null) return end.kind;
  if (paused !== null) return 'paused';
  return stop === null ? 'running' : 'stopping';
}

/** What a rollout does or waits for, one sentence. */
export function headline(rollout: Rollout): string {
  const { end, paused, stop, order, waits, stages, judged, passed } = rollout;
  if (end !== null) return END[end.kind];
  if (paused !== null) return `paused: ${pauseText(paused.cause)}`;
  if (stop !== null) return `going back: ${stop.reasons.map(printable).join(', ')}`;
  const stage = rolloutStageOf(rollout);
  const place = stage === null ? 'before its first stage' : `stage ${stage.name} (${stage.percent} %)`;
  if (order !== null) return `${place}; waits for ${order.target} to follow: ${actText(order.act)}`;
  if (waits !== null) return `${place}; ${waitText(waits)}`;
  if (passed !== null && stage !== null && stages.at(-1)?.name === stage.name)
    return `${place} was passed; all of it comes next`;
  const said = judged === null ? 'not judged yet' : `${judged.decision}: ${judged.reasons.map(printable).join(', ')}`;
  return stage === null ? place : `${place}; ${said}`;
}

const END: Readonly<Record<NonNullable<Rollout['end']>['kind'], string>> = {
  finished: 'finished: the new version has everything',
  aborted: 'aborted: the version before has everything',
  'rolled-back': 'rolled back: the version before has everything',
  left: 'ended by a human; traffic stays where it was',
};

/** What an order asks for. */
export function actText(act: NonNullable<Rollout['order']>['act']): string {
  return act.kind === 'set-weight' ? `${act.percent} %` : act.kind;
}

/** Why it stands still, and what a human does about it. */
export function pauseText(cause: PauseCause): string {
  switch (cause.code) {
    case 'asked':
      return printable(cause.reason);
    case 'stage-time':
      return `stage ${printable(cause.stage)} took longer than its plan allows; look at it, then resume, promote or abort`;
    case 'engine-refused':
      return `${printable(cause.target)} refuses the step (${printable(cause.why)})`;
    case 'engine-silent':
      return `${printable(cause.target)} did not follow for ten minutes; look at the engine, then resume`;
    case 'engine-moved':
      return `somebody else moved ${printable(cause.target)}${cause.percent === null ? '' : ` to ${cause.percent} %`}`;
    case 'other-version':
      return `${printable(cause.target)} holds another version than the one that is rolled out`;
    case 'worse':
      return `found worse; ${ROUTE[cause.route]}`;
    case 'flag-is-off':
      return 'found worse: the flag is off, the code of the new version still runs; roll forward, or abort --insist';
    default:
      return assertNever(cause);
  }
}

/** What going back comes to. */
export const ROUTE: Readonly<Record<RollbackRoute, string>> = {
  safe: 'the version before can be put back',
  'flag-off': 'putting code back is not safe: the flag is switched off instead',
  'roll-forward': 'putting code back is not safe: roll forward with a repair, or abort --insist if you know better',
  ask: 'nobody can tell whether putting code back is safe: a human decides (abort --insist, or --leave)',
};

/** What holds a promotion for which there is evidence. */
export function waitText(cause: WaitCause): string {
  switch (cause.code) {
    case 'brake':
      return `proved; held by ${cause.brakes.map(printable).join(', ')}`;
    case 'brake-unknown':
      return 'proved; held: the brakes could not be read';
    case 'human':
      return 'proved; a human promotes this stage';
    default:
      return assertNever(cause);
  }
}

/** One clause on how long a proof takes. */
export function forecastText(forecast: RolloutForecast | null): string {
  if (forecast === null) return '';
  if (forecast.kind === 'minutes') return `about ${duration(forecast.minutes)} more if it is no worse`;
  return forecast.provable === null
    ? 'cannot be proved in a day with this traffic'
    : `cannot be proved to ${forecast.limit}x in a day, only to ${forecast.provable}x`;
}

/** Minutes as people say them. */
export function duration(minutes: number): string {
  if (minutes < 90) return `${Math.max(1, Math.round(minutes))} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 6) / 10} h` : `${Math.round(minutes / 144) / 10} days`;
}

/** What one metric comes to, in a clause. */
export function metricText(metric: Pick<RolloutMetric, 'state' | 'samples' | 'forecast' | 'ratio'>): string {
  const { state, samples, ratio } = metric;
  const { low, high } = ratio;
  const band = low === null && high === null ? '' : ` (${bound(low, 0)} to ${bound(high, null)}x)`;
  switch (state) {
    case 'no-data':
      return 'no data';
    case 'silent':
      return 'no new data';
    case 'too-little':
      return `too little data: ${samples.seen} of ${samples.needed} events`;
    case 'worse':
      return `worse${band}`;
    case 'not-worse':
      return `not worse${band}`;
    case 'undecided':
      return ['undecided', forecastText(metric.forecast)].filter((part) => part !== '').join(', ') + band;
    default:
      return assertNever(state);
  }
}

/** How far a metric's own scatter is known, in a clause. */
export function learntText({ standing, instances, windows, since, minutes }: Omit<RolloutLearnt, 'text'>): string {
  const day = since?.slice(0, 10) ?? '';
  const from = `${windows} windows${instances > 1 ? ` of ${instances} instances` : ''} since ${day}`;
  const rest = standing === 'rollout' || standing === 'learning' ? '' : `; ${LEARNING[standing]}`;
  if (minutes > 0) return `learnt from ${from}, for comparisons of up to ${duration(minutes)}${rest}`;
  return windows > 0 ? `not learnt yet: ${from}${rest}` : `not learnt: ${LEARNING[standing]}`;
}

const LEARNING: Readonly<Record<RolloutLearnt['standing'], string>> = {
  learning: 'it has just begun',
  rollout: 'nothing is learnt while a rollout goes on',
  'no-data': 'nothing is counted of the version that stands',
  'one-instance': 'one instance of the version that stands, or no label that tells them apart',
};

/** What another rollout means for the evidence. */
export const BESIDE: Readonly<Record<RolloutReport['beside'][number]['how'], string>> = {
  'left-out': 'its new version is left out of the comparison, by its label',
  spread: 'it splits users independently, and so moves both sides alike',
  'not-told-apart': 'it may split the same users in the same way: what is found may be its doing',
};

function bound(value: number | null, fallback: number | null): string {
  const shown = value ?? fallback;
  return shown === null ? 'any' : String(Math.round(shown * 100) / 100);
}

/** The fault for what a rollout refuses. */
export function rolloutRefusal(rejection: RolloutRejection): Fault {
  const [message, fix] = refusalText(rejection);
  const kind = rejection.code === 'human-only' ? 'permission' : 'usage';
  return new Fault({ kind, code: rejection.code, message, fix });
}

function refusalText(rejection: RolloutRejection): readonly [message: string, fix: string] {
  switch (rejection.code) {
    case 'already-ended':
      return ['the rollout has ended', 'Start another one.'];
    case 'already-running':
      return [`the rollout ${rejection.rollout} of this plan has not ended`, 'Let it end, abort it, or leave it.'];
    case 'already-paused':
      return ['it is paused already', 'Nothing is left to do.'];
    case 'not-paused':
      return ['it is not paused', 'Nothing is left to do.'];
    case 'already-stopping':
      return ['it is going back already', 'Nothing is left to do.'];
    case 'human-only':
      return ['only a signed-in human does this, never a token', 'Log in: firebreak login.'];
    case 'no-stage':
      return ['there is no stage to promote now', 'Wait until the next stage is entered.'];
    case 'not-standing':
      return [
        'traffic is not known to stand where the stage put it, so that nobody saw this stage',
        'Put the weight back and resume it, or abort.',
      ];
    case 'braked':
      return [
        rejection.brakes.length === 0 ? 'the brakes could not be read' : `held by ${rejection.brakes.join(', ')}`,
        'Let a human release the brake: firebreak brake list.',
      ];
    case 'worse':
      return ['the judge found the new version worse', 'Abort it, or end it where it stands (--leave).'];
    case 'no-reason':
      return ['a reason is needed', 'Say why: --reason TEXT.'];
    case 'unsafe-rollback': {
      const found = rejection.reasons.map(({ code, rule, path, line }) =>
        [code, rule, path === null ? null : `${path}${line === null ? '' : `:${line}`}`]
          .flatMap((part) => (part === null ? [] : [printable(part)]))
          .join(' '),
      );
      return [
        `${ROUTE[rejection.route]}${found.length === 0 ? '' : `\n${found.map((each) => `  ${each}`).join('\n')}`}`,
        'Roll forward with a repair; a human who knows better insists (--insist), or ends it where it stands (--leave).',
      ];
    }
    default:
      return assertNever(rejection);
  }
}
