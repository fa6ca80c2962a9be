import type { IncidentReport } from '../../../contract/index.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { percentText } from '../../text/number.ts';
import { webAddress } from '../../text/visible.ts';
import { CAUSE_LOOK, GRADE_TEXT, VERDICT_LOOK } from './state.ts';

type Claim = IncidentReport['claims'][number];

/** The four answers to why: which change, what set it off, why it could happen, what part AI had; with who says so. */
export function Answers({ report }: { readonly report: IncidentReport }) {
  const { cause, trigger, root_cause: rootCause, ai_role: aiRole } = report;
  return (
    <section class="panel" aria-labelledby="answers-heading">
      <h2 id="answers-heading">Which change did it, and what else is known?</h2>
      <div class="incident-answers">
        <article>
          <h3>Which change</h3>
          <SignMark {...CAUSE_LOOK[cause.kind]} />
          <p>
            <Said text={cause.text} />
          </p>
          <Suspects report={report} />
        </article>
        <Answer title="Trigger" subject="trigger" verdict={trigger} claims={report.claims} />
        <Answer title="Root cause" subject="root-cause" verdict={rootCause} claims={report.claims} />
        <Answer title="Part of AI" subject="ai-role" verdict={aiRole} claims={report.claims} />
      </div>
    </section>
  );
}

/** Ranked, with "no change" and "not known" beside them: together they are all there is. */
function Suspects({ report: { attribution } }: { readonly report: IncidentReport }) {
  if (attribution === null) return null;
  const { candidates, none, unknown } = attribution;
  const rows = [
    ...candidates.map(({ id, probability, grade }) => ({ name: id, probability, why: GRADE_TEXT[grade] })),
    { name: 'none of these', probability: none, why: 'no change' },
    { name: 'not known', probability: unknown, why: '' },
  ];
  return (
    <ol class="suspects">
      {rows.map(({ name, probability, why }) => (
        <li key={name}>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="suspect-rest" width="100" height="4" />
            <rect class="suspect-part" width={Math.round(probability * 100)} height="4" />
          </svg>
          <Said text={name} /> <strong>{percentText(probability)}</strong> <span class="soft">{why}</span>
        </li>
      ))}
    </ol>
  );
}

interface AnswerProps {
  readonly title: string;
  readonly subject: Claim['subject'];
  readonly verdict: IncidentReport['trigger'];
  readonly claims: IncidentReport['claims'];
}

function Answer({ title, subject, verdict, claims }: AnswerProps) {
  const own = claims.filter((claim) => claim.subject === subject);
  return (
    <article class={`is-${verdict.kind}`}>
      <h3>{title}</h3>
      <SignMark {...VERDICT_LOOK[verdict.kind]} />
      {verdict.kind === 'agreed' || verdict.kind === 'settled' ? (
        <p>
          <strong>
            <Said text={verdict.values.join(', ')} />
          </strong>{' '}
          {verdict.evidence === null ? null : <span class="soft">({verdict.evidence})</span>}
          {verdict.settled === null ? null : (
            <>
              {' '}
              by <Said text={verdict.settled.by.name} />: <Said text={verdict.settled.why} />
            </>
          )}
        </p>
      ) : null}
      {own.length === 0 ? <p class="soft">Nobody says anything of it.</p> : null}
      <ul class="claims">
        {own.map((claim) => (
          <Statement key={claim.id} claim={claim} isDissent={verdict.dissent.includes(claim.id)} />
        ))}
      </ul>
    </article>
  );
}

function Statement({ claim, isDissent }: { readonly claim: Claim; readonly isDissent: boolean }) {
  const { party, stance, value, evidence, text, source, said_at: at, withdrawn } = claim;
  const address = webAddress(source);
  return (
    <li class={withdrawn === null ? '' : 'is-withdrawn'}>
      <p>
        <strong>
          <Said text={party} />
        </strong>{' '}
        {stance} <code>{value}</code>{' '}
        <span class="soft">
          {evidence}
          {at === null ? '' : `, ${at.slice(0, 10)}`}
          {isDissent ? ', says otherwise' : ''}
        </span>
      </p>
      <p>
        <Said text={text} />{' '}
        {address === null ? null : (
          <a href={address} target="_blank" rel="noopener noreferrer">
            source
          </a>
        )}
      </p>
      {withdrawn === null ? null : (
        <p class="soft">
          Taken back by <Said text={withdrawn.by.name} />: <Said text={withdrawn.why} />
        </p>
      )}
    </li>
  );
}
