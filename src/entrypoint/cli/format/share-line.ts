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
  const head = `${padEnd(name, NAME_WIDTH)}${padStart(thousands(share.count), COUNT_WIDTH)}`;
  const known = rate(share);
  if (known === '') return `${head}  ${paint.quiet(`of ${thousands(share.n)}`)}`;
  const picture = padEnd(bar(share.count / share.n, barWidth), barWidth);
  return `${head}  ${paint.tone(tone, picture)}  ${padStart(known, 6)} ${paint.quiet(`(${interval(share)})`)}`;
}
