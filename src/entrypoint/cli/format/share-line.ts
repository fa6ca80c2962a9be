import type { Share } from '../../../contract/index.ts';
import { bar } from './bar.ts';
import { padEnd, padStart } from './layout.ts';
import { interval, rate } from './number.ts';
import type { Paint, Tone } from './paint.ts';
import { SECTION_WIDTH } from './section.ts';
import { thousands } from './wording.ts';

/** Columns of the name and the count in front of a bar. */
const NAME_WIDTH = 13;
const COUNT_WIDTH = 7;
/** Columns of the rate and its interval behind the bar, gaps included. */
const RATE_WIDTH = 26;
const LONGEST_BAR = 20;
const SHORTEST_BAR = 4;

/** `held          25  ██▍                   12 % (8–17 %)`: a count, a bar against all, and the rate where n allows one. */
export function shareLine(options: {
  readonly name: string;
  readonly share: Share;
  readonly tone: Tone;
  readonly paint: Paint;
  /** Columns of the page. */
  readonly width: number;
}): string {
  const { name, share, tone, paint, width } = options;
  const room = width - SECTION_WIDTH - NAME_WIDTH - COUNT_WIDTH - RATE_WIDTH;
  const barWidth = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, room));
  const picture = padEnd(bar(share.n === 0 ? 0 : share.count / share.n, barWidth), barWidth);
  const known = rate(share);
  const few = share.n === 0 ? '' : paint.quiet(`of ${share.n}: not enough data`);
  const text = known === '' ? few : `${padStart(known, 6)} ${paint.quiet(`(${interval(share)})`)}`;
  const count = padStart(thousands(share.count), COUNT_WIDTH);
  return `${padEnd(name, NAME_WIDTH)}${count}  ${paint.tone(tone, picture)}  ${text}`.trimEnd();
}
