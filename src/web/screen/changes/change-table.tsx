import type { ChangeRow } from '../../../contract/index.ts';
import { Tier, VerdictMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { minutesText, percentText } from '../../text/number.ts';
import { ASSISTANCE_WORD, KIND_WORD, shortId, stateText } from '../../text/word.ts';

/** Changes as rows; on a narrow page each row becomes a card. */
export function ChangeTable({ rows }: { readonly rows: readonly ChangeRow[] }) {
  return (
    <table class="change-table">
      <thead>
        <tr>
          <th scope="col">Verdict</th>
          <th scope="col">Change</th>
          <th scope="col">Services</th>
          <th scope="col">Risk</th>
          <th scope="col">Review</th>
          <th scope="col">Waits for</th>
          <th scope="col">Revised</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { readonly row: ChangeRow }) {
  return (
    <tr>
      <td>
        <VerdictMark verdict={row.verdict} />
        {row.overridden ? <span class="flag">overridden</span> : null}
        {row.review_owed ? <span class="flag">review owed</span> : null}
      </td>
      <td class="title">
        <Link to={{ name: 'change', id: row.id }}>
          <Said text={row.title} />
        </Link>
        <p class="soft">
          {row.kind === 'proposal' ? '' : `${KIND_WORD[row.kind]} `}
          <Said text={shortId(row.id)} /> · <Said text={row.author} /> · {ASSISTANCE_WORD[row.assistance]}
          {row.draft ? ' · draft' : ''}
          {row.state === 'open' ? '' : ` · ${stateText(row)}`}
        </p>
      </td>
      <td data-label="Services">
        <Tier tier={row.tier} />{' '}
        <Said
          text={
            row.services.slice(0, 3).join(', ') +
            (row.services.length > 3 ? ` and ${row.services.length - 3} more` : '')
          }
        />
      </td>
      <td class="number" data-label="Risk">
        {row.risk === null ? <span class="soft">not known</span> : percentText(row.risk)}
      </td>
      <td class="number" data-label="Review">
        {minutesText(row.review_minutes)}
      </td>
      <td data-label="Waits for">
        {row.asked.length === 0 ? <span class="soft">nobody</span> : <Said text={row.asked.join(', ')} />}
      </td>
      <td class="number" data-label="Revised">
        <When at={row.revised_at} brief />
      </td>
    </tr>
  );
}
