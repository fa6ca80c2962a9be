import type { ComponentChildren } from 'preact';
import type { InboxReport } from '../../../contract/index.ts';
import { Tier, VerdictMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { countText, minutesText, percentText } from '../../text/number.ts';
import { webAddress } from '../../text/visible.ts';
import { ASSISTANCE_WORD, shortDigest, shortId } from '../../text/word.ts';
import type { Act } from '../act/model.ts';

interface BriefProps {
  readonly item: InboxReport['items'][number];
  readonly start: (kind: Act['kind']) => void;
}

/** One page about one change: why me, how long, what holds it, what it reaches, and the three answers. */
export function Brief({ item, start }: BriefProps) {
  const { change } = item;
  const address = webAddress(change.url);
  return (
    <article class="panel brief" aria-labelledby="brief-heading">
      <p class="back">
        <Link to={{ name: 'inbox', at: null }}>← All of the inbox</Link>
      </p>
      <header>
        <h2 id="brief-heading">
          <Said text={change.title} />
        </h2>
        <p class="soft">
          <Said text={shortId(change.id)} /> by <Said text={change.author} />
          {address === null ? null : (
            <>
              {' · '}
              <a href={address} target="_blank" rel="noopener noreferrer">
                read it on the forge
              </a>
            </>
          )}
        </p>
      </header>
      <p class="why-me">
        <strong>Why you:</strong> <Said text={item.why} />
        {item.passed_on_by === null ? null : (
          <>
            {' '}
            Passed on by <Said text={item.passed_on_by} />.
          </>
        )}
      </p>
      {item.pair === null ? null : (
        <p class="soft">
          <Said text={item.pair} /> may read along beside you to learn; it counts for nothing, and nobody waits for it.
        </p>
      )}
      <dl class="figures">
        <Figure name="Your time">{minutesText(item.minutes)}</Figure>
        <Figure name="Risk">{change.risk === null ? 'not known' : percentText(change.risk)}</Figure>
        <Figure name="Reach">{item.reach_files === null ? 'not known' : `${countText(item.reach_files)} files`}</Figure>
        <Figure name="Due">
          <When at={item.due_at} brief />
        </Figure>
      </dl>
      <p class="chips">
        <VerdictMark verdict={change.verdict} />
        <Tier tier={change.tier} />
        {change.services.slice(0, 6).map((service) => (
          <Link key={service} to={{ name: 'exposure', at: service }} class="chip">
            <Said text={service} />
          </Link>
        ))}
        <span class="chip">{ASSISTANCE_WORD[change.assistance]}</span>
      </p>
      <h3>What holds it</h3>
      {item.reasons.length === 0 ? (
        <p class="soft">Nothing but your sign-off.</p>
      ) : (
        <ul class="plain-list">
          {item.reasons.map((reason) => (
            <li key={reason.code}>
              <Said text={reason.text} />{' '}
              <code>
                <Said text={reason.code} />
              </code>
            </li>
          ))}
        </ul>
      )}
      <div class="acts">
        <button type="button" class="primary" onClick={() => start('sign')}>
          Sign off <kbd>a</kbd>
        </button>
        <button type="button" onClick={() => start('return')}>
          Return <kbd>r</kbd>
        </button>
        <button type="button" onClick={() => start('delegate')}>
          Delegate <kbd>d</kbd>
        </button>
        <Link to={{ name: 'change', id: change.id }} class="button">
          Evidence <kbd>e</kbd>
        </Link>
      </div>
      <p class="soft">
        {item.content_digest === null ? (
          'Its content was not read yet, so it cannot be signed.'
        ) : (
          <>
            You sign content <code>{shortDigest(item.content_digest)}</code> and no other. Asked{' '}
            <When at={item.asked_at} />.
          </>
        )}
      </p>
    </article>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
