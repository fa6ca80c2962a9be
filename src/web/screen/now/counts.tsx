import type { NowReport } from '../../../contract/index.ts';
import { Meter } from '../../part/meter.tsx';
import { Link } from '../../route/navigation.tsx';
import type { Filter } from '../../route/route.ts';
import { countText } from '../../text/number.ts';

/** How many are open and how they stand; each number leads to its rows. */
export function Counts({ now: { counts } }: { readonly now: Pick<NowReport, 'counts'> }) {
  const rows: readonly (readonly [string, number, Filter])[] = [
    ['may pass', counts.allowed, { verdict: 'allow' }],
    ['held', counts.held, { verdict: 'hold' }],
    ['blocked', counts.blocked, { verdict: 'block' }],
    ['being judged', counts.undecided, { verdict: 'undecided' }],
    ['AI-assisted', counts.ai_assisted, { assistance: 'ai' }],
    ['override reviews owed', counts.reviews_owed, { review: 'owed' }],
  ];
  return (
    <section class="panel counts" aria-labelledby="open-heading">
      <h2 id="open-heading">Open changes</h2>
      <p class="value">
        <Link to={{ name: 'changes', filter: { state: 'open' } }}>
          {countText(counts.open)} <small>open</small>
        </Link>
      </p>
      <Meter
        whole={counts.open}
        parts={[
          { name: 'pass', value: counts.allowed },
          { name: 'hold', value: counts.held },
          { name: 'stop', value: counts.blocked },
          { name: 'wait', value: counts.undecided },
        ]}
        label={`Of ${countText(counts.open)} open: ${countText(counts.allowed)} may pass, ${countText(counts.held)} held, ${countText(counts.blocked)} blocked, ${countText(counts.undecided)} being judged`}
      />
      <dl class="rows">
        {rows.map(([word, count, filter]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>
              <Link
                to={{ name: 'changes', filter: word.startsWith('override') ? filter : { state: 'open', ...filter } }}
                label={`${countText(count)} ${word}`}
              >
                {countText(count)}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
