import { useMemo, useState } from 'preact/hooks';
import type { NowReport } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Empty } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import { Link, useNavigation } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { minutesText, workText } from '../../text/number.ts';

type Ask = NowReport['asks'][number];

const KIND: Readonly<Record<Ask['kind'], string>> = {
  sign: 'Sign',
  repair: 'Repair',
  'review-override': 'Review override',
  undecided: 'Not judged',
};

/** What waits for the viewer, what costs most to leave first. */
export function Asks({ asks }: { readonly asks: readonly Ask[] }) {
  const { go } = useNavigation();
  const [at, setAt] = useState<string | null>(null);
  const index = asks.findIndex((ask) => keyOf(ask) === at);
  const step = (by: number) => {
    const next = asks[Math.min(asks.length - 1, Math.max(0, index + by))];
    if (next === undefined) return;
    setAt(keyOf(next));
    document
      .getElementById(`ask-${keyOf(next)}`)
      ?.querySelector('a')
      ?.focus();
  };
  useKeys('Now', [
    { key: 'j', label: 'next ask', run: () => step(1) },
    { key: 'k', label: 'previous ask', run: () => step(-1) },
    { key: 'Enter', label: 'open it', run: () => asks[index] && go(placeOf(asks[index])) },
  ]);
  const minutes = useMemo(() => asks.reduce((sum, ask) => sum + (ask.minutes ?? 0), 0), [asks]);
  return (
    <section class="panel" aria-labelledby="asks-heading">
      <h2 id="asks-heading">
        Waits for you{' '}
        {asks.length === 0 ? null : (
          <small>what costs most to leave stands first{minutes > 0 ? ` · about ${workText(minutes)}` : ''}</small>
        )}
      </h2>
      {asks.length === 0 ? (
        <Empty title="Nothing waits for you" argv={COMMAND.replay}>
          <p>
            An ask shows here when you are the right person to clear something. See what the rules would have asked of
            whom lately:
          </p>
        </Empty>
      ) : (
        <ol class="asks">
          {asks.map((ask) => (
            <li key={keyOf(ask)} id={`ask-${keyOf(ask)}`} class={keyOf(ask) === at ? 'chosen' : ''}>
              <span class={`ask-kind is-${ask.kind}`}>{KIND[ask.kind]}</span>
              <div>
                <Link to={placeOf(ask)} class="ask-title">
                  <Said text={ask.title} />
                </Link>
                <p class="soft">
                  <Said text={ask.text} />
                </p>
              </div>
              <p class="ask-facts">
                <Tier tier={ask.tier} />
                {ask.minutes === null ? null : <span>{minutesText(ask.minutes)} of yours</span>}
                <span>waits {minutesText(ask.waiting_minutes)}</span>
                {ask.due_at === null ? null : (
                  <span>
                    due <When at={ask.due_at} brief />
                  </span>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function keyOf(ask: Ask): string {
  return `${ask.kind}-${ask.change}`;
}

/** What is to be signed opens in the inbox, everything else on its own page. */
function placeOf(ask: Ask) {
  return ask.kind === 'sign'
    ? ({ name: 'inbox', at: ask.change } as const)
    : ({ name: 'change', id: ask.change } as const);
}
