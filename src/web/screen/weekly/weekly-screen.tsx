import type { WeeklyReport, WeeklySentence } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Screen } from '../../part/screen.tsx';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { percentText } from '../../text/number.ts';
import { ControlChart } from './control-chart.tsx';
import { Decisions } from './decisions.tsx';
import { EscapeFigures, ServiceFigures } from './figures.tsx';
import { SentenceList } from './sentence-list.tsx';

/** Are changes getting safer, at what human cost, what do we decide? The week's document, as it is printed. */
export function WeeklyScreen({ at }: { readonly at: string | null }) {
  const reading = useDocument<WeeklyReport>(`/api/v1/weekly${at === null ? '' : `/${encodeURIComponent(at)}`}`);
  return (
    <Screen title="Weekly" reading={reading} lede={lede} aside={<Weeks report={reading.document} />}>
      {(report) => {
        const { review } = report;
        const { metrics, trends } = review;
        const { definitions } = metrics;
        return (
          <div class="weekly">
            <section class="panel" aria-labelledby="how-heading">
              <h2 id="how-heading">How did we do?</h2>
              <SentenceList sentences={review.headline} definitions={definitions} />
              <div class="control-charts">
                <ControlChart
                  title="Incidents a week"
                  trend={trends.incidents}
                  least={2}
                  say={(value) => String(Math.round(value))}
                />
                <ControlChart
                  title="Changes repaired within 14 days"
                  trend={trends.repairs}
                  least={0.02}
                  say={percentText}
                />
                <ControlChart title="Deployments that failed" trend={trends.failures} least={0.02} say={percentText} />
              </div>
            </section>
            <section class="panel" aria-labelledby="wrong-heading">
              <h2 id="wrong-heading">What went wrong?</h2>
              {review.incidents.length === 0 ? <p class="empty">No incident of this week is recorded.</p> : null}
              {review.incidents.map(({ id, severity, title, state, sentences }) => (
                <article key={id}>
                  <h3>
                    <Link to={{ name: 'incidents', at: id }}>{id}</Link> · Sev-{severity} · <Said text={title} /> ·{' '}
                    {state}
                  </h3>
                  <SentenceList sentences={sentences} definitions={definitions} />
                </article>
              ))}
              {review.more_incidents > 0 ? <p class="apart">and {review.more_incidents} more</p> : null}
            </section>
            <Part
              title="Risk that somebody took on"
              none="Nobody went past a rule."
              sentences={review.accepted}
              definitions={definitions}
            />
            <section class="panel" aria-labelledby="overdue-heading">
              <h2 id="overdue-heading">Overdue actions</h2>
              {review.overdue.length === 0 ? (
                <p class="empty">None.</p>
              ) : (
                <ul class="sentences">
                  {review.overdue.map(({ incident, text, owner, due }) => (
                    <li key={`${incident} ${text}`}>
                      <Link to={{ name: 'incidents', at: incident }}>{incident}</Link>: <Said text={text} />,{' '}
                      <Said text={owner} />, due {due.slice(0, 10)}
                    </li>
                  ))}
                </ul>
              )}
            </section>
            <Part title="Open disputes" none="Nobody differs." sentences={review.disputes} definitions={definitions} />
            <section class="panel cost" aria-labelledby="cost-heading">
              <h2 id="cost-heading">What did delivery cost?</h2>
              <ServiceFigures services={metrics.services} />
              <SentenceList sentences={review.delivery.filter((each) => !isInTable(each))} definitions={definitions} />
            </section>
            <Part
              title="With AI and without"
              none="Nothing to compare."
              sentences={review.cohorts}
              definitions={definitions}
            />
            <section class="panel" aria-labelledby="escape-heading">
              <h2 id="escape-heading">What escaped, by tier</h2>
              <EscapeFigures escapes={metrics.escapes} />
            </section>
            <Decisions report={report} again={reading.again} />
            <p class="fine">
              Nothing after {review.cut_off.slice(0, 10)} 00:00 UTC is known here. Document <code>{report.digest}</code>
              , definitions <code>{metrics.definitions_digest}</code>. Shares stand with 95 % intervals; no figure is of
              a person.{' '}
              {review.notes.map((note) => (
                <Said key={note} text={note} />
              ))}
            </p>
          </div>
        );
      }}
    </Screen>
  );
}

/** The table above says it already. */
function isInTable({ sources }: WeeklySentence): boolean {
  return sources.some((source) => source.kind === 'figure' && source.rule === 'change-fail/1');
}

function lede({ review, state, frozen_at: at }: WeeklyReport): string {
  const days = `${review.from.slice(0, 10)} to ${new Date(Date.parse(review.to) - 1).toISOString().slice(0, 10)} (UTC)`;
  return `${review.week}, ${days}: ${state === 'frozen' ? `frozen ${at?.slice(0, 10) ?? ''}` : 'a draft, outcomes may still come in'}.`;
}

function Weeks({ report }: { readonly report: WeeklyReport | null }) {
  if (report === null) return null;
  return (
    <p class="weeks">
      <Link to={{ name: 'weekly', at: report.previous }}>{`← ${report.previous}`}</Link>
      {report.next === null ? null : <Link to={{ name: 'weekly', at: report.next }}>{`${report.next} →`}</Link>}
      <button type="button" onClick={() => print()}>
        Print
      </button>
    </p>
  );
}

interface PartProps {
  readonly title: string;
  readonly none: string;
  readonly sentences: WeeklyReport['review']['headline'];
  readonly definitions: Readonly<Record<string, string>>;
}

function Part({ title, none, sentences, definitions }: PartProps) {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      {sentences.length === 0 ? (
        <p class="empty">{none}</p>
      ) : (
        <SentenceList sentences={sentences} definitions={definitions} />
      )}
    </section>
  );
}
