import { useState } from 'preact/hooks';
import type { BlastReport, DecisionDocument } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Trouble } from '../../part/trouble.tsx';
import { type Answer, read } from '../../read/request.ts';
import { Link } from '../../route/navigation.tsx';
import { countText, moneyText, percentText, plural } from '../../text/number.ts';
import { tierText } from '../../text/word.ts';

/** What it can reach; the files are read only when somebody wants them. */
export function Reach({
  id,
  decision: { reach, change },
}: {
  readonly id: string;
  readonly decision: DecisionDocument;
}) {
  return (
    <section class="panel" aria-labelledby="reach-heading">
      <h2 id="reach-heading">Reach</h2>
      {reach === null ? (
        <p class="soft">No rule here asks what it reaches.</p>
      ) : (
        <>
          {reach.money.map(({ currency, per_minute }) => (
            <p class="value" key={currency}>
              {moneyText(per_minute, currency)} <small>a minute flows there</small>
            </p>
          ))}
          <dl class="rows">
            <div>
              <dt>most critical</dt>
              <dd>{tierText(reach.tier)}</dd>
            </div>
            <div>
              <dt>services</dt>
              <dd>{reach.services.length === 0 ? 'none' : <Said text={reach.services.join(', ')} />}</dd>
            </div>
            <div>
              <dt>critical flows</dt>
              <dd>{reach.flows.length === 0 ? 'none' : <Said text={reach.flows.join(', ')} />}</dd>
            </div>
            <div>
              <dt>files that use it</dt>
              <dd>
                {reach.dependents === null
                  ? 'not known'
                  : `${countText(reach.dependents)} directly, ${reach.files === null ? 'not known' : countText(reach.files)} within three hops`}
              </dd>
            </div>
          </dl>
        </>
      )}
      <p class="apart">
        <Link to={{ name: 'exposure', at: id }}>Show it among all services</Link>
      </p>
      {change.head === null ? null : <Files id={id} />}
    </section>
  );
}

const MOST_FILES = 40;

function Files({ id }: { readonly id: string }) {
  const [answer, setAnswer] = useState<Answer<BlastReport> | 'reading' | null>(null);
  const load = async () => {
    setAnswer('reading');
    setAnswer(await read<BlastReport>(`/api/v1/changes/${encodeURIComponent(id)}/blast`));
  };
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && answer === null) void load();
      }}
    >
      <summary>Files it can reach</summary>
      {answer === null ? null : answer === 'reading' ? (
        <p class="reading">Reading…</p>
      ) : answer.ok ? (
        <FileList report={answer.value} />
      ) : (
        <Trouble failure={answer.failure} again={() => void load()} />
      )}
    </details>
  );
}

function FileList({ report }: { readonly report: BlastReport }) {
  const more = report.more_files + Math.max(0, report.files.length - MOST_FILES);
  if (report.files.length === 0) return <p class="soft">None was found; that does not make it safe.</p>;
  return (
    <>
      <ol class="file-list">
        {report.files.slice(0, MOST_FILES).map(({ path, certainty, probability }) => (
          <li key={path}>
            <code>
              <Said text={path} />
            </code>
            <span class="soft">
              {certainty}, {percentText(probability)} of repairs touch it
            </span>
          </li>
        ))}
      </ol>
      {more > 0 ? <p class="soft">and {plural(more, 'file')} less likely</p> : null}
    </>
  );
}
