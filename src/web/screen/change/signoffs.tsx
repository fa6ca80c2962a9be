import type { ChangeReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Shortfalls } from '../../part/shortfall.tsx';
import { When } from '../../part/when.tsx';
import { minutesText } from '../../text/number.ts';

/** Who signed and whether it counts; who is asked and why, and for what nobody could be. */
export function Signoffs({ report: { signoffs, asks, shortfalls, change } }: { readonly report: ChangeReport }) {
  return (
    <section class="panel" aria-labelledby="signoffs-heading">
      <h2 id="signoffs-heading">Sign-offs</h2>
      {signoffs.length === 0 ? <p class="soft">Nobody signed {change.state === 'open' ? 'yet' : 'it'}.</p> : null}
      <ul class="people">
        {signoffs.map((one) => (
          <li key={one.id} class={one.counts ? 'counts' : 'counts-not'}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d={one.counts ? 'M3.5 8.5 6.5 11.5 12.5 4.5' : 'M4.5 4.5l7 7M11.5 4.5l-7 7'} />
            </svg>
            <div>
              <p>
                <strong>
                  <Said text={one.by.person ?? one.by.handle ?? 'somebody unknown'} />
                </strong>{' '}
                {one.counts ? 'counts' : 'does not count'}{' '}
                <span class="soft">by {one.source.replaceAll('-', ' ')}, </span>
                <span class="soft">
                  <When at={one.at} />
                </span>
              </p>
              {one.why_not === null ? null : (
                <p>
                  <Said text={one.why_not} />
                </p>
              )}
              {one.comment === null ? null : (
                <p class="soft">
                  “<Said text={one.comment} />”
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      {asks.length === 0 ? null : <h3>Asked now</h3>}
      <ul class="people">
        {asks.map((ask) => (
          <li key={ask.person}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 8h.01M8 8h.01M12 8h.01" />
            </svg>
            <div>
              <p>
                <strong>
                  <Said text={ask.person} />
                </strong>{' '}
                about {minutesText(ask.minutes)}, due <When at={ask.due_at} />
              </p>
              <p class="soft">
                <Said text={ask.why} />
              </p>
              {ask.pair === null ? null : (
                <p class="soft">
                  <Said text={ask.pair} /> may read along to learn; that counts for nothing, and nobody waits for it.
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      {shortfalls.length === 0 ? null : <h3>Nobody could be asked</h3>}
      <Shortfalls shortfalls={shortfalls} />
    </section>
  );
}
