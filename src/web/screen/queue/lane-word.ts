import type { QueueReport } from '../../../contract/index.ts';
import { plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { entriesText, shortId } from '../../text/word.ts';
import type { LaneLayout, Span } from './lane-layout.ts';

/** What everything that draws lanes is given. */
export interface LaneProps {
  readonly report: QueueReport;
  readonly layout: LaneLayout;
  /** Pixels. */
  readonly width: number;
  readonly chosen: number | null;
  readonly choose: (number: number) => void;
}

/** For who does not see the picture: the table tells each. */
export function pictureText({ waiting, running, next }: QueueReport): string {
  const lands = next.length === 0 ? 'nothing may land now' : `next ${entriesText(next)}`;
  return `${plural(waiting, 'entry', 'entries')} before the branch, ${plural(running.length, 'build')} running, ${lands}; the table tells each`;
}

/** What a build holds, in words. */
export function spanText({ build, hidden }: Span): string {
  const base = build.assumes.length === 0 ? 'the branch alone' : entriesText(build.assumes);
  return `Build ${build.number} of ${entriesText(build.subjects)} on ${base}${hidden > 0 ? `; ${hidden} of them are not drawn` : ''}`;
}

/** The branch of `FORGE:REPOSITORY@BRANCH`. */
export function branchOf(queue: string): string {
  const id = shortId(queue);
  return visibleText(id.slice(id.indexOf('@') + 1));
}
