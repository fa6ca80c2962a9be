import { useState } from 'preact/hooks';
import type { QueueReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { useServerNow } from '../../read/clock.ts';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { spanText } from '../../text/time.ts';
import { visibleText } from '../../text/visible.ts';
import { sentenceText, shortId } from '../../text/word.ts';
import { placeOf } from './entry-place.ts';
import { LookMark } from './look-mark.tsx';
import { lookOf, type Row } from './state.ts';

/** Rows before somebody asks for more. */
const FIRST = 25;

interface EntryTableProps {
  readonly report: QueueReport;
  /** Waiting ones in the order in which they may land. */
  readonly rows: readonly Row[];
  readonly chosen: number | null;
  readonly choose: (number: number) => void;
}

/** The same as the picture, as rows. */
export function EntryTable({ report, rows, chosen, choose }: EntryTableProps) {
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? rows : rows.slice(0, FIRST);
  const beyond = report.waiting - rows.length;
  return (
    <section class="panel" aria-labelledby="entries-heading">
      <h2 id="entries-heading">
        Waiting <small>in the order in which they may land</small>
      </h2>
      <table class="change-table entry-table">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Change</th>
            <th scope="col">Waits for</th>
            <th scope="col">Lands</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <EntryRow key={row.number} row={row} report={report} isChosen={row.number === chosen} choose={choose} />
          ))}
        </tbody>
      </table>
      {rows.length > FIRST ? (
        <button type="button" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
          {isAll ? 'Show fewer' : `Show ${plural(rows.length, 'row')}`}
        </button>
      ) : null}
      {beyond > 0 ? (
        <p class="soft">
          And {plural(beyond, 'more entry', 'more entries')} behind these: the page of a change says where it stands.
        </p>
      ) : null}
    </section>
  );
}

interface EntryRowProps {
  readonly row: Row;
  readonly report: QueueReport;
  readonly isChosen: boolean;
  readonly choose: (number: number) => void;
}

function EntryRow({ row, report, isChosen, choose }: EntryRowProps) {
  const now = useServerNow();
  const { number, place, title, change, lane, targets, constraint, expected } = row;
  const isNext = report.next.includes(number);
  return (
    <tr class={isChosen ? 'chosen' : ''} data-entry={number}>
      <td data-label="Place">{place}</td>
      <td class="title">
        <Link to={placeOf(report.queue, row)}>
          <Said text={title} />
        </Link>
        <p class="soft">
          <span class="entry-id">
            #{number} <Said text={shortId(change)} />
          </span>
          {lane === 'normal' ? null : <span class="chip">{lane} lane</span>}
          <Targets targets={targets} />
        </p>
      </td>
      <td>
        <LookMark look={lookOf(row, report.proved)} />
        {isNext ? <strong class="next-mark">lands next</strong> : null}
        <p class="soft">
          <Said text={sentenceText(constraint.text)} />{' '}
          <button
            type="button"
            class="as-link"
            aria-label={`Why entry ${number} waits: ${visibleText(title)}`}
            onClick={() => choose(number)}
          >
            Why
          </button>
        </p>
      </td>
      <td data-label="Lands">{expected === null ? <span class="soft">not known</span> : spanText(expected, now)}</td>
    </tr>
  );
}

/** More say little beside a title. */
const MOST_TARGETS = 3;

function Targets({ targets }: Pick<Row, 'targets'>) {
  if (targets === null) return <span class="chip">targets not known</span>;
  const left = targets.length - MOST_TARGETS;
  return (
    <>
      {targets.slice(0, MOST_TARGETS).map((target) => (
        <span key={target} class="chip">
          <Said text={target} />
        </span>
      ))}
      {left > 0 ? ` and ${plural(left, 'more', 'more')}` : ''}
    </>
  );
}

/** Moves the focus by so many rows, from the one that has it; gives the entry's number, `null` = no row has the focus. */
export function stepRow(by: number): number | null {
  const rows = [...document.querySelectorAll<HTMLElement>('.entry-table tbody tr')];
  const index = rows.findIndex((row) => row.contains(document.activeElement));
  if (by === 0) return index < 0 ? null : Number(rows[index]?.dataset['entry']);
  const chosen = rows.findIndex((row) => row.classList.contains('chosen'));
  const from = index < 0 ? (chosen < 0 ? -1 : chosen) : index;
  const next = rows[Math.min(rows.length - 1, Math.max(0, from + by))];
  next?.querySelector('a')?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next === undefined ? null : Number(next.dataset['entry']);
}
