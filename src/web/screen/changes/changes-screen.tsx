import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeList, ChangeRow } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { Screen } from '../../part/screen.tsx';
import { Empty, Trouble } from '../../part/trouble.tsx';
import { type Failure, read } from '../../read/request.ts';
import { useDocument } from '../../read/use-document.ts';
import { useNavigation } from '../../route/navigation.tsx';
import { type Filter, queryText } from '../../route/route.ts';
import { COMMAND } from '../../text/command.ts';
import { plural } from '../../text/number.ts';
import { ChangeTable } from './change-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { matches } from './match.ts';

/** Which changes are there? The rows behind every number. */
export function ChangesScreen({ filter }: { readonly filter: Filter }) {
  const { go } = useNavigation();
  // The server knows open ones and all; what it does not narrow itself is narrowed here, page by page.
  const path = `/api/v1/changes${queryText({ ...filter, state: filter.state === 'open' ? 'open' : 'all' })}`;
  const reading = useDocument<ChangeList>(path, { keepsOld: true });
  const more = useMore(path, reading.document);
  const rows = distinct([...(reading.document?.changes ?? []), ...more.rows]).filter((row) => matches(row, filter));
  const isSearching = rows.length < ENOUGH && more.next !== null && more.pages < MOST_SEARCHED && isNarrowed(filter);
  useEffect(() => {
    if (isSearching && !more.isBusy && more.failure === null) more.load();
  });
  const [at, setAt] = useState(-1);
  const step = (by: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, at + by));
    setAt(next);
    document.querySelectorAll<HTMLElement>('.change-table .title a')[next]?.focus();
  };
  useKeys('Changes', [
    { key: 'j', label: 'next change', run: () => step(1) },
    { key: 'k', label: 'previous change', run: () => step(-1) },
    { key: '/', label: 'filter', run: () => document.getElementById('filter')?.focus() },
    { key: 'Enter', label: 'open it', run: () => rows[at] && go({ name: 'change', id: rows[at].id }) },
  ]);
  return (
    <Screen
      title="Changes"
      reading={reading}
      above={<FilterBar filter={filter} />}
      lede={() => `${plural(rows.length, 'change')} shown${more.next === null ? '' : ', more to come'}.`}
    >
      {() => (
        <section class="panel" aria-label="Changes">
          {rows.length > 0 ? (
            <ChangeTable rows={rows} />
          ) : isSearching ? (
            <p class="reading">Looking through older ones…</p>
          ) : more.next !== null ? (
            <p class="reading">None among those read so far.</p>
          ) : (
            <Empty title="No change like this" argv={COMMAND.check}>
              <p>Take a filter away to see more. What would be said of the branch you are on:</p>
            </Empty>
          )}
          {more.failure === null ? null : <Trouble failure={more.failure} again={more.load} />}
          {more.next === null ? null : (
            <p class="more">
              <button type="button" onClick={more.load} disabled={more.isBusy}>
                {more.isBusy ? 'Reading…' : 'Show more'}
              </button>
            </p>
          )}
        </section>
      )}
    </Screen>
  );
}

/** Rows that fill a page of the screen. */
const ENOUGH = 20;
/** Pages that are read by themselves to find rows; then somebody has to ask for more. */
const MOST_SEARCHED = 10;

function isNarrowed({ state: _, ...rest }: Filter): boolean {
  return Object.keys(rest).length > 0;
}

/** Further pages, as far as they were asked for; another filter begins anew. */
function useMore(path: string, firstPage: ChangeList | null) {
  const [pages, setPages] = useState<{
    path: string;
    rows: readonly ChangeRow[];
    next: string | null;
    count: number;
  } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const asked = useRef(path);
  useEffect(() => {
    asked.current = path;
    setPages(null);
    setFailure(null);
  }, [path]);
  const mine = pages?.path === path ? pages : null;
  const next = mine === null ? (firstPage?.next ?? null) : mine.next;
  const load = async () => {
    if (next === null || isBusy) return;
    setIsBusy(true);
    const answer = await read<ChangeList>(`${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`);
    setIsBusy(false);
    if (asked.current !== path) return;
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok)
      setPages({
        path,
        rows: [...(mine?.rows ?? []), ...answer.value.changes],
        next: answer.value.next,
        count: (mine?.count ?? 0) + 1,
      });
  };
  return { rows: mine?.rows ?? [], pages: mine?.count ?? 0, next, load: () => void load(), failure, isBusy };
}

/** A row may stand on two pages when something new came in between. */
function distinct(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
