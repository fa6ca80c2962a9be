import {
  answerGates,
  answerMergeGroups,
  checkDeployments,
  closeSurges,
  type Failed,
  type PresentVerdict,
  pollForges,
  recheckByTime,
  reconcile,
  sealNode,
  watchBrakes,
} from '../../control/index.ts';
import { brakedDocument, decisionDocumentOf } from '../decision-document.ts';
import type { Plane } from './plane.ts';

/** Sealed at least each second; a lost poll is made up by the next; time alone moves slowly. */
const SEAL_MS = 1_000;
const POLL_MS = 60_000;
const BARE_POLL_MS = 2_000;
const TIME_MS = 10_000;
const RECONCILE_MS = 1_000;
/** What comes together is worked on together. */
const NEWS_MS = 20;
const DEPLOYMENT_MS = 2_000;
const GATE_MS = 2_000;
const SWEEP_MS = 60_000;
const QUEUE_MS = 300;
/** Definitions land with a change; kills come with the log, and only their ends are looked for. */
const FLAG_MS = 2_000;
const FLAG_END_MS = 300;
/** Shorter than the shortest step of measurements that anybody compares. */
const ROLLOUT_MS = 1_000;
const NOTICE_MS = 1_000;
/** What is watched elsewhere; a scrape interval is longer as a rule. */
const SIGNAL_MS = 10_000;
const SURGE_MS = 2_000;
/** A brake that was pulled is looked for at once; this is for windows that begin and end. */
const BRAKE_MS = 200;

/** Alarms propose incidents; people who open one are not waited for. */
const INCIDENT_MS = 1_000;
/** What engages brakes by itself: looks whether anything was told, and does nothing else as a rule. */
const BRAKE_RULE_MS = 200;
/** Steps of what is watched are a minute or longer. */
const DETECTION_MS = 2_000;

/** What a node reports of itself; no text of a change, no secret. */
export type NodeLog = (entry: {
  readonly level: 'info' | 'error';
  readonly what: string;
  readonly about: string | null;
  readonly message: string;
  /** Of the trace that it belongs to; absent = none, or nobody watches. */
  readonly traceId?: string;
  readonly spanId?: string;
}) => void;

/** Takes away what has run out: sessions, remembered deliveries, leases. */
async function sweep({ node, world }: Plane): Promise<void> {
  const now = world.now();
  await node.store.records.sweep(now);
  await node.store.leases.sweep(now);
}

/** Runs the loops of a node until the signal ends them; ends when the work in hand has ended. */
export async function runNode(
  plane: Plane,
  options: { readonly present: PresentVerdict; readonly log: NodeLog; readonly signal: AbortSignal },
): Promise<void> {
  const { node, world } = plane;
  const { present, log, signal } = options;
  const onFault = (what: string) => (about: string, error: unknown) =>
    log({ level: 'error', what, about, message: error instanceof Error ? error.message : String(error) });
  const linkTo = (id: string): string | null =>
    plane.publicUrl === null ? null : `${plane.publicUrl}/changes/${encodeURIComponent(id)}`;
  const isLocal = node.forges.every(({ name }) => name === 'local');
  const notifier = plane.notifier(onFault('notice'));
  let wake: () => void = () => {};
  let isNews = false;
  const stop = node.store.onAppend(() => {
    isNews = true;
    wake();
  });
  const failed = new Map<string, Failed>();
  const brakes = watchBrakes({ node, board: plane.board, brakedDocument, now: world.now });
  const idly = (ms: number): Promise<void> => pause(ms, signal, null);
  /** Until something was appended since the last wait ended, also while the work went on. */
  const untilNews = async (ms: number): Promise<void> => {
    if (!isNews) {
      await pause(ms, signal, (resolve) => {
        wake = resolve;
      });
    }
    isNews = false;
    await idly(NEWS_MS);
  };
  const every = async (
    ms: number,
    what: string,
    work: () => Promise<unknown>,
    wait: ((ms: number) => Promise<void>) | null = null,
  ): Promise<void> => {
    // A signal of its own: so many loops would be too many listeners of one.
    const own = AbortSignal.any([signal]);
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) onFault(what)(what, error);
      });
      await (wait === null ? pause(ms, own, null) : wait(ms));
    }
  };
  await Promise.all([
    every(SEAL_MS, 'seal', () => sealNode(node, world.now)),
    every(SWEEP_MS, 'sweep', () => sweep(plane)),
    every(isLocal ? BARE_POLL_MS : POLL_MS, 'poll', () =>
      pollForges({ node, now: world.now, onFault: onFault('poll') }),
    ),
    every(NOTICE_MS, 'notice', () => notifier.pass()),
    every(SIGNAL_MS, 'signal', () => plane.signals.pass()),
    every(SURGE_MS, 'surge', () => closeSurges({ node, now: world.now })),
    every(INCIDENT_MS, 'incident', () => plane.incidents.pass()),
    every(BRAKE_MS, 'brake', () => brakes.pass()),
    every(BRAKE_RULE_MS, 'brake-rule', () => plane.rules.pass(onFault('brake-rule'))),
    every(DETECTION_MS, 'detection', () => plane.detection.pass(onFault('detection'))),
    every(TIME_MS, 'time', () => recheckByTime({ node, board: plane.board, now: world.now })),
    every(RECONCILE_MS, 'merge-group', () => answerMergeGroups({ node, now: world.now })),
    every(GATE_MS, 'deployment-gate', () =>
      answerGates({ world, node, linkTo, onFault: onFault('deployment-gate'), signal }),
    ),
    every(FLAG_MS, 'flags', () => plane.flags.refresh(onFault('flags'))),
    every(FLAG_END_MS, 'flags', () => plane.flags.catchUp()),
    every(ROLLOUT_MS, 'rollout', () => plane.rollouts.pass(onFault('rollout'))),
    every(QUEUE_MS, 'queue', () => plane.queues.pass(onFault('queue'))),
    every(DEPLOYMENT_MS, 'deployment', () => checkDeployments({ world, node, onFault: onFault('deployment'), signal })),
    every(
      RECONCILE_MS,
      'reconcile',
      () =>
        reconcile({
          world,
          node,
          documentOf: decisionDocumentOf,
          present,
          board: plane.board,
          failed,
          causes: plane.causes,
          onFault: onFault('reconcile'),
          signal,
        }),
      untilNews,
    ),
  ]);
  await plane.queues.close();
  plane.rollouts.close();
  plane.flags.close();
  plane.detection.close();
  await notifier.idle();
  stop();
}

/** Waits, or until it is woken or ended. */
function pause(ms: number, signal: AbortSignal, onWake: ((resolve: () => void) => void) | null): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    onWake?.(done);
  });
}
