import type { QueueReport } from '../../../contract/index.ts';
import { plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { shortId } from '../../text/word.ts';
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
  const lands = next.length === 0 ? 'nothing may land now' : `next ${next.map((number) => `#${number}`).join(', ')}`;
  return `${plural(waiting, 'entry', 'entries')} before the branch, ${plural(running.length, 'build')} running, ${lands}; the table tells each`;
}

/** What a build holds, in words. */
export function spanText({ build, hidden }: Span): string {
  const listed = (numbers: readonly number[]) => numbers.map((number) => `#${number}`).join(', ');
  const base = build.assumes.length === 0 ? 'the branch alone' : listed(build.assumes);
  return `Build ${build.number} of ${listed(build.subjects)} on ${base}${hidden > 0 ? `; ${hidden} of them are not drawn` : ''}`;
}

/** The branch of `FORGE:REPOSITORY@BRANCH`. */
export function branchOf(queue: string): string {
  const id = shortId(queue);
  return visibleText(id.slice(id.indexOf('@') + 1));
}
