import type { RolloutMetric, RolloutReport, RolloutRow } from '../../../contract/index.ts';
import type { Sign } from '../../part/mark.tsx';
import { sentenceText } from '../../text/word.ts';

/** Measurements are judged without an event: while a rollout goes on they are read anew so often. */
export const LOOK_MS = 10_000;

interface Look {
  readonly sign: Sign;
  readonly word: string;
}

/** A shape and one word for how a rollout stands. */
export const ROLLOUT_STATE: Readonly<Record<RolloutRow['state'], Look & { readonly isOpen: boolean }>> = {
  running: { sign: 'wait', word: 'Goes on', isOpen: true },
  paused: { sign: 'hold', word: 'Stands still', isOpen: true },
  stopping: { sign: 'stop', word: 'Goes back', isOpen: true },
  finished: { sign: 'pass', word: 'Finished', isOpen: false },
  aborted: { sign: 'stop', word: 'Aborted', isOpen: false },
  'rolled-back': { sign: 'stop', word: 'Rolled back', isOpen: false },
  left: { sign: 'unsure', word: 'Left as it is', isOpen: false },
};

/** What going back comes to, and what somebody does about it here. */
export const SAFETY_TEXT: Readonly<Record<RolloutReport['safety']['route'], string>> = {
  safe: 'The version before can be put back.',
  'flag-off': 'Putting code back is not safe: the flag is switched off instead.',
  'roll-forward': 'Putting code back is not safe: roll forward with a repair, or insist if you know better.',
  ask: 'Nobody can tell whether putting code back is safe: a human decides.',
};

/** Where it stands, in one sentence; what it waits for and why it stands still are the server's words. */
export function standsText(report: RolloutReport): string {
  const { state, stage, stages, order, waits, text, paused, safety } = report;
  if (paused?.code === 'worse') return `Paused: found worse. ${SAFETY_TEXT[safety.route]}`;
  if (state !== 'running' || order !== null || waits !== null) return sentenceText(text, { capital: true });
  const here = stages.find(({ name }) => name === stage);
  return here === undefined
    ? 'Before its first stage.'
    : `In stage ${here.name}: ${here.percent} % have the new version.`;
}

/** A shape and one word for what is known of a metric. */
export const METRIC_STATE: Readonly<Record<RolloutMetric['state'], Look>> = {
  'no-data': { sign: 'unsure', word: 'No data' },
  silent: { sign: 'unsure', word: 'Silent' },
  'too-little': { sign: 'unsure', word: 'Too little data' },
  undecided: { sign: 'wait', word: 'Not told yet' },
  'not-worse': { sign: 'pass', word: 'Not worse' },
  worse: { sign: 'stop', word: 'Worse' },
};
