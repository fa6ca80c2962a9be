import type { ChangeReport } from '../../../contract/index.ts';
import { Tier, VerdictMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { minutesText } from '../../text/number.ts';
import { webAddress } from '../../text/visible.ts';
import { ASSISTANCE_WORD, KIND_WORD, shortDigest, shortId, stateText } from '../../text/word.ts';
import { answerOf } from './answer.ts';

/** The verdict, why in one sentence, and what this is. */
export function ChangeHead({ report }: { readonly report: ChangeReport }) {
  const { change, revision, returned, decision } = report;
  const address = webAddress(change.url);
  return (
    <section class={`panel verdict is-${change.verdict}`} aria-label="Verdict">
      <div class="verdict-line">
        <VerdictMark verdict={change.verdict} large />
        <p class="answer">
          <Said text={answerOf(report)} />
        </p>
      </div>
      <p class="chips">
        <Tier tier={change.tier} />
        {change.services.map((service) => (
          <Link key={service} to={{ name: 'exposure', at: service }} class="chip">
            <Said text={service} />
          </Link>
        ))}
        <span class="chip">{ASSISTANCE_WORD[change.assistance]}</span>
        <span class="chip">review about {minutesText(change.review_minutes)}</span>
        {change.draft ? <span class="chip">draft</span> : null}
        {change.state === 'open' ? null : <span class="chip">{stateText(change)}</span>}
        {decision !== null && decision.mode !== 'enforce' ? (
          <span class="chip">rules only {decision.mode === 'advise' ? 'advise' : 'watch'} here</span>
        ) : null}
      </p>
      {returned === null ? null : (
        <p class="warning">
          <strong>
            Returned by <Said text={returned.by.person ?? returned.by.handle ?? 'somebody'} />
          </strong>{' '}
          <When at={returned.at} />: <Said text={returned.reason} />
        </p>
      )}
      <p class="soft">
        {KIND_WORD[change.kind]} <Said text={shortId(change.id)} />
        {change.kind === 'proposal' || change.repository === null ? null : (
          <>
            {' '}
            in <Said text={change.repository} />
          </>
        )}{' '}
        by <Said text={change.author} />, opened <When at={change.opened_at} brief />; revision {change.revisions}
        {revision.head === null ? null : (
          <>
            {' '}
            at <code title={revision.head}>{revision.head.slice(0, 10)}</code>
          </>
        )}
        {revision.content_digest === null ? null : (
          <>
            , content <code title={revision.content_digest}>{shortDigest(revision.content_digest)}</code>
          </>
        )}{' '}
        <When at={revision.at} />
        {address === null ? null : (
          <>
            {' · '}
            <a href={address} target="_blank" rel="noopener noreferrer">
              read it on the forge
            </a>
          </>
        )}
      </p>
    </section>
  );
}
