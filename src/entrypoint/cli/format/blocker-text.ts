import type { BlockerDocument } from '../../../contract/index.ts';
import { labelled, padEnd, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';
import { shellCommand } from './shell.ts';
import { dayOf } from './time-span.ts';
import { asSentence, clearerText, placeText } from './wording.ts';

/** Places shown before the rest is counted: enough to start looking. */
const PLACES_SHOWN = 3;
const FACTS_SHOWN = 6;

interface BlockerOptions {
  readonly blocker: BlockerDocument;
  readonly paint: Paint;
  readonly width: number;
}

/** One blocker in full: what is missing, why the rule asks, what matched, where, who clears it and with what command. */
export function blockerLines({ blocker, paint, width }: BlockerOptions): string[] {
  const tone = blocker.effect === 'block' ? 'bad' : 'wait';
  const bar = `${paint.tone(tone, '┃')} `;
  const inner = width - 2;
  const row = (label: string, text: string, paintText?: (line: string) => string): string[] =>
    text === ''
      ? []
      : labelled({
          label,
          labelWidth: 6,
          text: plain(text),
          width: inner,
          paintLabel: paint.quiet,
          ...(paintText === undefined ? {} : { paintText }),
        });
  const body = [
    `${paint.tone(tone, blocker.effect)}  ${paint.bold(plain(blocker.code))}`,
    ...wrap(plain(asSentence(blocker.message)), inner).map(paint.bold),
    ...row('why', asSentence(blocker.because)),
    ...row('seen', factText(blocker), paint.quiet),
    ...placeLines(blocker, paint),
    ...row('who', blocker.who_can_clear.map(clearerText).join(', or ')),
    ...row('how', asSentence(blocker.how)),
    ...row('until', blocker.expires_at === null ? '' : `${dayOf(blocker.expires_at)}, then the rule ends`),
  ];
  if (blocker.argv !== null) body.push(`${paint.quiet('run   ')}${paint.link(shellCommand(blocker.argv))}`);
  return body.map((line) => bar + line);
}

/** One blocker of a rule that is not enforced: its sentence only. */
export function shortBlockerLines({ blocker, paint, width }: BlockerOptions): string[] {
  const label = `  ${padEnd(blocker.effect, 5)}`;
  const text = plain(`${blocker.code}: ${asSentence(blocker.message)}`);
  return labelled({ label, labelWidth: label.length + 2, text, width, paintLabel: paint.quiet });
}

function factText(blocker: BlockerDocument): string {
  const shown = blocker.facts.slice(0, FACTS_SHOWN).map(({ name, value }) => `${name} = ${value}`);
  const rest = blocker.facts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' · ');
}

function placeLines(blocker: BlockerDocument, paint: Paint): string[] {
  const shown = blocker.where.slice(0, PLACES_SHOWN).map((place) => plain(placeText(place)));
  const rest = blocker.where.length - shown.length;
  const lines = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])];
  return lines.map((line, index) => `${index === 0 ? paint.quiet('at    ') : '      '}${line}`);
}
