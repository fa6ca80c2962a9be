import { useCallback } from 'preact/hooks';
import type { IncidentReport, LiveEvent } from '../../../contract/index.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Screen } from '../../part/screen.tsx';
import { When } from '../../part/when.tsx';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { minutesText } from '../../text/number.ts';
import { Actions } from './actions.tsx';
import { Harm } from './harm.tsx';
import { Answers } from './saying.tsx';
import { GRADE_TEXT, placesText, SUBJECT_WORD, standOf } from './state.ts';
import { TimelineList } from './timeline-list.tsx';
import { TimelineDrawing } from './timeline-picture.tsx';

/** What may change the timeline of an incident: it, and whatever ships or holds. */
const CONCERNS = /^(?:Incident|Surge|Brake|Rollout|Stage|Flag|Deployment|ChangeClosed)/;

/** One incident: what it did, which change did it and how sure that is, what it cost, what is done. */
export function OneIncident({ id }: { readonly id: string }) {
  const concerns = useCallback(({ type }: LiveEvent) => CONCERNS.test(type), []);
  const reading = useDocument<IncidentReport>(`/api/v1/incidents/${encodeURIComponent(id)}`, { concerns });
  const report = reading.document;
  return (
    <Screen
      title={report === null ? id : report.title}
      reading={reading}
      lede={(shown) => <Lede report={shown} />}
      aside={<Link to={{ name: 'incidents', at: null }}>All incidents</Link>}
    >
      {(shown) => (
        <>
          <Head report={shown} />
          <section class="panel" aria-labelledby="timeline-heading">
            <h2 id="timeline-heading">What happened</h2>
            <TimelineDrawing report={shown} />
            <TimelineList timeline={shown.timeline} />
          </section>
          <Answers report={shown} />
          <Harm report={shown} />
          <Actions report={shown} />
          <Corrections report={shown} />
        </>
      )}
    </Screen>
  );
}

function Lede({ report }: { readonly report: IncidentReport }) {
  const { cause, disputes, minutes } = report;
  const hurt = minutes.hurt === null ? 'How long it hurt is not known.' : `${minutesText(minutes.hurt)} of harm.`;
  return (
    <>
      {hurt} Which change: <Said text={cause.text} />.{' '}
      {disputes.length === 0
        ? ''
        : `Disputed: ${disputes.map((subject) => SUBJECT_WORD[subject]).join(', ')}; nobody is taken at their word.`}
    </>
  );
}

function Head({ report }: { readonly report: IncidentReport }) {
  const { severity, scope, detection, minutes, opened_by: by, origin, links } = report;
  return (
    <section class={`panel incident-head is-${report.stage}`} aria-label="How it stands">
      <p class="rollout-state">
        <SignMark {...standOf(report)} isLarge />
        <span class={`severity is-sev-${severity}`}>Sev-{severity}</span>
        <Said text={`${report.id}: ${placesText(scope)}`} />
      </p>
      <dl class="pairs">
        <Moment word="Began" at={report.started_at} />
        <Moment
          word="Detected"
          at={report.detected_at}
          more={`by ${detection.source}${minutes.detect === null ? '' : `, after ${minutesText(minutes.detect)}`}`}
        />
        <Moment
          word="Mitigated"
          at={report.mitigated_at}
          more={minutes.mitigate === null ? '' : `${minutesText(minutes.mitigate)} after it was detected`}
        />
        <Moment word="Closed" at={report.closed_at} none="not yet" />
        <div>
          <dt>Opened</dt>
          <dd>
            by <Said text={by.name} />
            {origin.kind === 'import' ? ', from another record' : origin.kind === 'surge' ? ', proposed by alarms' : ''}
            , <When at={report.opened_at} />
          </dd>
        </div>
        {links.length === 0 ? null : (
          <div>
            <dt>Linked</dt>
            <dd>
              {links.map(({ kind, id, grade, why }) => (
                <span key={`${kind} ${id}`} class="linked">
                  {kind} <LinkTo kind={kind} id={id} />: <Said text={why} />{' '}
                  <span class="soft">({GRADE_TEXT[grade]})</span>
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function LinkTo({ kind, id }: { readonly kind: IncidentReport['links'][number]['kind']; readonly id: string }) {
  const said = <Said text={id} />;
  if (kind === 'change') return <Link to={{ name: 'change', id }}>{said}</Link>;
  if (kind === 'rollout' || kind === 'brake') return <Link to={{ name: 'rollouts', at: id }}>{said}</Link>;
  return kind === 'incident' ? <Link to={{ name: 'incidents', at: id }}>{said}</Link> : said;
}

interface MomentProps {
  readonly word: string;
  readonly at: string | null;
  readonly more?: string;
  readonly none?: string;
}

function Moment({ word, at, more, none = 'not known' }: MomentProps) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {at === null ? <span class="soft">{none}</span> : <When at={at} />} {more ?? ''}
      </dd>
    </div>
  );
}

function Corrections({ report: { corrections } }: { readonly report: IncidentReport }) {
  if (corrections.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="corrections-heading">
      <h2 id="corrections-heading">Put right later</h2>
      <ul>
        {corrections.map(({ changed, why, by, at }) => (
          <li key={at}>
            {changed.join(', ')} by <Said text={by.name} />: <Said text={why} /> <When at={at} brief />
          </li>
        ))}
      </ul>
    </section>
  );
}
