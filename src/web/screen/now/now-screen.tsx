import { useEffect, useRef } from 'preact/hooks';
import type { NowReport } from '../../../contract/index.ts';
import { announce } from '../../part/announce.tsx';
import { Findings } from '../../part/finding.tsx';
import { Screen } from '../../part/screen.tsx';
import { Empty } from '../../part/trouble.tsx';
import { useAgainAt } from '../../read/use-again-at.ts';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { countText, plural } from '../../text/number.ts';
import { SHIP_WORD, STATE_WORD } from '../../text/word.ts';
import { Asks } from './asks.tsx';
import { Counts } from './counts.tsx';
import { Queues } from './queues.tsx';
import { safety, stateChanges } from './safety.ts';
import { ServiceStrip } from './service-strip.tsx';
import { ShipAnswer } from './ship-line.tsx';

/** Is it safe to ship, and does anything wait for me? */
export function NowScreen() {
  const reading = useDocument<NowReport>('/api/v1/now');
  useStateNews(reading.document);
  useAgainAt(reading.document?.ship.changes_at, reading.again);
  return (
    <Screen title="Now" reading={reading} lede={(now) => safety(now).text}>
      {(now) => (
        <>
          <section class="panel" aria-labelledby="ship-heading">
            <h2 id="ship-heading">Ship or hold</h2>
            <ShipAnswer ship={now.ship} />
            {now.services.length === 0 ? (
              <Empty title="No service has anything open" argv={COMMAND.check}>
                <p>
                  A service shows here as soon as an open change touches it. See what would be said of the branch you
                  are on:
                </p>
              </Empty>
            ) : (
              <ServiceStrip services={now.services} />
            )}
          </section>
          <div class="two-thirds">
            <Asks asks={now.asks} />
            <Counts now={now} />
          </div>
          <Queues />
          <Findings
            findings={now.findings}
            count={now.counts.findings}
            title="In production without a record"
            all={{ name: 'findings', at: null }}
          />
          <p class="foot">
            The record holds {plural(now.log.events, 'event')}, {countText(now.log.sealed)} of them sealed:{' '}
            <Link to={{ name: 'policy' }}>look at the proof</Link>.
          </p>
        </>
      )}
    </Screen>
  );
}

/** Says aloud whether one may ship, where that changed, and which service turned to what while the page is open. */
function useStateNews(now: NowReport | null): void {
  const before = useRef<NowReport | null>(null);
  useEffect(() => {
    if (now === null) return;
    const news = before.current === null ? [] : stateChanges(before.current, now);
    const ship =
      before.current === null || before.current.ship.state === now.ship.state ? null : SHIP_WORD[now.ship.state];
    before.current = now;
    const services =
      news.length > 3
        ? [`${news.length} services have a new state.`]
        : news.map(({ service, state }) => `${service}: ${STATE_WORD[state]}.`);
    const told = [...(ship === null ? [] : [`${ship.word}. ${ship.text}`]), ...services];
    if (told.length > 0) announce(told.join(' '));
  }, [now]);
}
