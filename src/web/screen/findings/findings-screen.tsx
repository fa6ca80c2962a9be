import { useState } from 'preact/hooks';
import type { Finding, FindingList as FindingsDocument } from '../../../contract/index.ts';
import { FindingList, NoFinding } from '../../part/finding.tsx';
import { Screen } from '../../part/screen.tsx';
import { Trouble } from '../../part/trouble.tsx';
import { type Failure, read } from '../../read/request.ts';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { queryText } from '../../route/route.ts';
import { plural } from '../../text/number.ts';

const PATH = '/api/v1/findings';

/** What is in production, or landed, without a record that lets it be there? The rows behind the number. */
export function FindingsScreen({ at }: { readonly at: string | null }) {
  const reading = useDocument<FindingsDocument>(PATH + queryText(at === null ? {} : { at }));
  const more = useMore(reading.document);
  const position = at === null ? null : Number(at);
  return (
    <Screen title="In production without a record" reading={reading} lede={lede}>
      {({ findings }) => {
        const rows = distinct([...findings, ...more.rows]);
        return (
          <section class="panel" aria-label="Findings">
            {at === null ? null : (
              <p class="apart">
                {rows.some((row) => row.position === position)
                  ? 'From this one back. '
                  : 'There is no such finding; those before it. '}
                <Link to={{ name: 'findings', at: null }}>Show the newest</Link>
              </p>
            )}
            {rows.length === 0 ? <NoFinding /> : <FindingList findings={rows} chosen={position} />}
            {more.failure === null ? null : <Trouble failure={more.failure} again={more.load} />}
            {more.next === null ? null : (
              <p class="more">
                <button type="button" onClick={more.load} disabled={more.isBusy}>
                  {more.isBusy ? 'Reading…' : 'Show more'}
                </button>
              </p>
            )}
          </section>
        );
      }}
    </Screen>
  );
}

function lede({ count }: FindingsDocument): string {
  return count === 0 ? 'Nothing was found.' : `${plural(count, 'finding')} since this record began, the newest first.`;
}

/** Further pages, as far as they were asked for. */
function useMore(first: FindingsDocument | null) {
  const [pages, setPages] = useState<{ readonly rows: readonly Finding[]; readonly next: string | null } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const next = pages === null ? (first?.next ?? null) : pages.next;
  const load = async () => {
    if (next === null || isBusy) return;
    setIsBusy(true);
    const answer = await read<FindingsDocument>(`${PATH}${queryText({ after: next })}`);
    setIsBusy(false);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setPages({ rows: [...(pages?.rows ?? []), ...answer.value.findings], next: answer.value.next });
  };
  return { rows: pages?.rows ?? [], next, load: () => void load(), failure, isBusy };
}

/** A row may stand on two pages when something new came in between. */
function distinct(rows: readonly Finding[]): readonly Finding[] {
  return [...new Map(rows.map((row) => [row.position, row])).values()];
}
