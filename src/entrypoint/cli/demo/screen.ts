import type { Io } from '../io.ts';
import { type DemoStyle, lookText, momentText, readyText } from '../text/demo.ts';
import type { DemoLook, DemoWatch } from './playing.ts';

/** A watcher that writes to the terminal. */
export interface LiveScreen extends DemoWatch {
  /** Leaves the last picture where it is; again is nothing. */
  end(): void;
}

/**
 * Writes what happened as lines, and below them, on a live terminal, one picture that is drawn again in its place. Elsewhere the picture is left out: a file with
 * hundreds of them tells nobody anything.
 */
export function liveScreen(io: Io, given: { readonly isLive: boolean; readonly style: DemoStyle }): LiveScreen {
  const { isLive, style } = given;
  let drawn = 0;
  let last: readonly string[] = [];
  let metrics: DemoLook['rollout']['metrics'] = [];
  const write = (text: string): void => {
    if (isLive) io.writeOut(text).catch(() => {});
    else io.writeErr(text);
  };
  const cleared = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`);
  const draw = (above: string): void => {
    const lines = last.map((line) => cut(line, io.columns));
    write(`${cleared()}${above}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  return {
    ready: (told) => write(`${readyText(told)}\n`),
    moment: (moment) => draw(`${momentText(moment, style)}\n`),
    look(look) {
      if (!isLive) return;
      // Once it has ended the judge forgets it; what it rested on is what people want to see.
      if (look.rollout.metrics.length > 0) metrics = look.rollout.metrics;
      last = ['', ...lookText({ ...look, rollout: { ...look.rollout, metrics } }, style)];
      draw('');
    },
    end() {
      drawn = 0;
      last = [];
    },
  };
}

/** A line that would wrap moves the picture; colours take no room. */
function cut(line: string, columns: number): string {
  let room = columns - 1;
  return line.replace(/\u001b\[\d+m|[^\u001b]/gu, (part) => {
    if (part.length > 1 && part.startsWith('\u001b')) return part;
    room -= 1;
    return room >= 0 ? part : '';
  });
}
