import type { QueueReport } from '../../../contract/index.ts';

export type Row = QueueReport['entries'][number];
export type Build = QueueReport['running'][number];

/** How an entry stands, as it is drawn: each has a word, a shape and a colour. */
export type Look =
  | 'landing'
  | 'proved'
  | 'building'
  | 'again'
  | 'turn'
  | 'stacked'
  | 'held'
  | 'paused'
  | 'frozen'
  | 'conflict';
export type Ended = 'landed' | 'sent-back';

/** The shape and colour say the same as the word. Shapes are drawn on 16 by 16. */
export const LOOK: Readonly<
  Record<
    Look | Ended,
    { readonly word: string; readonly tone: 'pass' | 'run' | 'hold' | 'stop' | 'wait'; readonly shape: string }
  >
> = {
  landing: { word: 'Landing', tone: 'pass', shape: 'M8 3v8M4.5 8 8 11.5 11.5 8M3.5 13.5h9' },
  proved: { word: 'Proved', tone: 'pass', shape: 'M3.5 8.5 6.5 11.5 12.5 4.5' },
  building: { word: 'Building', tone: 'run', shape: 'M5.5 3.8v8.4l6.5-4.2z' },
  again: { word: 'Built again', tone: 'run', shape: 'M12.6 6.2A5 5 0 1 0 13 9M12.9 3v3.4H9.5' },
  turn: { word: 'Waits', tone: 'wait', shape: 'M4 8h.01M8 8h.01M12 8h.01' },
  stacked: { word: 'Stacked', tone: 'wait', shape: 'M3 10.5 8 13l5-2.5M3 6l5-2.5L13 6 8 8.5z' },
  held: { word: 'Held', tone: 'hold', shape: 'M5.5 4v8M10.5 4v8' },
  paused: { word: 'Paused', tone: 'wait', shape: 'M4.5 4.5h7v7h-7z' },
  frozen: { word: 'Frozen', tone: 'wait', shape: 'M8 2.5v11M3.2 5.2l9.6 5.6M12.8 5.2l-9.6 5.6' },
  conflict: { word: 'Conflict', tone: 'stop', shape: 'M3 4l5 4-5 4M13 4 8 8l5 4' },
  landed: { word: 'Landed', tone: 'pass', shape: 'M3.5 8.5 6.5 11.5 12.5 4.5' },
  'sent-back': { word: 'Sent back', tone: 'stop', shape: 'M4.5 4.5l7 7M11.5 4.5l-7 7' },
};

/** How one entry stands; a build that passed for it shows while it waits for its turn. */
export function lookOf({ number, constraint }: Row, proved: readonly Build[]): Look | Ended {
  switch (constraint.code) {
    case 'landed':
      return 'landed';
    case 'ejected':
      return 'sent-back';
    case 'landing':
      return 'landing';
    case 'paused':
      return 'paused';
    case 'freeze':
      return 'frozen';
    case 'sign-off':
      return 'held';
    case 'stack-parent':
      return 'stacked';
    case 'textual-conflict':
      return 'conflict';
    case 'flake-hold':
      return 'again';
    case 'own-build':
      return 'building';
    case 'predecessor':
    case 'slot':
      return proved.some(({ subjects }) => subjects.includes(number)) ? 'proved' : 'turn';
  }
}
