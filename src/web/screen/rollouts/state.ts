import type { RolloutMetric, RolloutRow } from '../../../contract/index.ts';
import type { Sign } from '../../part/mark.tsx';

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

/** A shape and one word for what is known of a metric. */
export const METRIC_STATE: Readonly<Record<RolloutMetric['state'], Look>> = {
  'no-data': { sign: 'unsure', word: 'No data' },
  silent: { sign: 'unsure', word: 'Silent' },
  'too-little': { sign: 'unsure', word: 'Too little data' },
  undecided: { sign: 'wait', word: 'Not told yet' },
  'not-worse': { sign: 'pass', word: 'Not worse' },
  worse: { sign: 'stop', word: 'Worse' },
};
