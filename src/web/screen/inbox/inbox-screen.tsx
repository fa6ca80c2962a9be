import { useEffect, useState } from 'preact/hooks';
import type { InboxReport } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { announce } from '../../part/announce.tsx';
import { Screen } from '../../part/screen.tsx';
import { Empty } from '../../part/trouble.tsx';
import { useDocument } from '../../read/use-document.ts';
import { useNavigation } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { plural, workText } from '../../text/number.ts';
import { ActDialog } from '../act/act-dialog.tsx';
import type { Act } from '../act/model.ts';
import { contains } from '../changes/match.ts';
import { ReadingAlong, Short } from './beside.tsx';
import { Brief } from './brief.tsx';
import { Budget } from './budget.tsx';
import { ItemList } from './item-list.tsx';
import { Scatter } from './scatter.tsx';

type Item = InboxReport['items'][number];

/** What must I sign, in what order, why me, and how long does it take? */
export function InboxScreen({ at }: { readonly at: string | null }) {
  const reading = useDocument<InboxReport>('/api/v1/inbox');
  return (
    <Screen title="Sign-off inbox" reading={reading} lede={lede}>
      {(inbox) => (
        <>
          <Inbox inbox={inbox} at={at} again={reading.again} />
          <Short short={inbox.short} />
          <ReadingAlong rows={inbox.reading_along} />
        </>
      )}
    </Screen>
  );
}

function lede({ items, person }: InboxReport): string {
  if (person === null) return 'Your account is not linked to a person of the catalog, so nobody asks you to sign.';
  if (items.length === 0) return 'Nobody waits for you.';
  const minutes = items.reduce((sum, item) => sum + item.minutes, 0);
  return `${plural(items.length, 'change')} to look at, about ${workText(minutes)} in all, in the order in which they should be done.`;
}

interface InboxProps {
  readonly inbox: InboxReport;
  readonly at: string | null;
  readonly again: () => void;
}

function Inbox({ inbox, at, again }: InboxProps) {
  const { go } = useNavigation();
  const [words, setWords] = useState('');
  const [act, setAct] = useState<Act | null>(null);
  const items = inbox.items.filter((item) => words === '' || contains(item.change, words));
  const index = Math.max(
    0,
    items.findIndex((item) => item.change.id === at),
  );
  const item = items[index];
  const choose = (id: string) => go({ name: 'inbox', at: id }, { replace: at !== null });
  const step = (by: number) => {
    const next = items[Math.min(items.length - 1, Math.max(0, at === null ? 0 : index + by))];
    if (next === undefined) return;
    choose(next.change.id);
    document.getElementById(`item-${next.change.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const start = (kind: Act['kind']) => item !== undefined && setAct({ kind } as Act);
  useKeys('Sign-off inbox', [
    { key: 'j', label: 'next', run: () => step(1) },
    { key: 'k', label: 'previous', run: () => step(-1) },
    { key: 'a', label: 'sign off', run: () => start('sign') },
    { key: 'r', label: 'return with a reason', run: () => start('return') },
    { key: 'd', label: 'delegate', run: () => start('delegate') },
    { key: 'e', label: 'evidence: open the change', run: () => item && go({ name: 'change', id: item.change.id }) },
    { key: 'Enter', label: 'open the change', run: () => item && go({ name: 'change', id: item.change.id }) },
    { key: '/', label: 'filter', run: () => document.getElementById('inbox-filter')?.focus() },
  ]);
  useNewAsks(inbox.items);
  if (inbox.items.length === 0) {
    return (
      <section class="panel">
        {inbox.budget === null ? null : <Budget budget={inbox.budget} asked={0} />}
        <Empty title="Nothing to sign" argv={COMMAND.replay}>
          <p>
            Changes come here when a rule needs somebody of your level and knowledge. See which ones it would have been
            lately:
          </p>
        </Empty>
      </section>
    );
  }
  const asked = inbox.items.reduce((sum, one) => sum + one.minutes, 0);
  return (
    <div class={`inbox${at === null ? '' : ' has-brief'}`}>
      <section class="inbox-list panel" aria-label="Asked of you">
        {inbox.budget === null ? null : <Budget budget={inbox.budget} asked={asked} />}
        <label class="filter-line">
          <span class="unseen">Filter</span>
          <input
            id="inbox-filter"
            type="search"
            placeholder="Filter ( / )"
            maxLength={200}
            onInput={(event) => setWords(event.currentTarget.value.trim())}
          />
        </label>
        {items.length === 0 ? (
          <p class="reading">Nothing here matches.</p>
        ) : (
          <ItemList items={items} chosen={item?.change.id ?? null} />
        )}
      </section>
      <div class="inbox-brief">
        {item === undefined ? null : <Brief key={item.change.id} item={item} start={start} />}
        <Scatter items={inbox.items} chosen={item?.change.id ?? null} choose={choose} />
      </div>
      {act === null || item === undefined ? null : (
        <ActDialog
          act={act}
          subject={{
            id: item.change.id,
            title: item.change.title,
            content: item.content_digest,
            url: item.change.url,
            asked: [],
            reasons: item.reasons.map(({ text }) => text),
          }}
          close={() => setAct(null)}
          done={(text) => {
            setAct(null);
            announce(text);
            again();
          }}
        />
      )}
    </div>
  );
}

/** Says how many came in while the page is open. */
function useNewAsks(items: readonly Item[]): void {
  const [known, setKnown] = useState(() => new Set(items.map(({ change }) => change.id)));
  useEffect(() => {
    const fresh = items.filter(({ change }) => !known.has(change.id));
    if (fresh.length === 0) return;
    setKnown(new Set([...known, ...fresh.map(({ change }) => change.id)]));
    announce(fresh.length === 1 ? `New: ${fresh[0]?.change.title ?? ''}` : `${fresh.length} new asks.`);
  }, [items, known]);
}
