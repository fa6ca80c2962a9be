import { useCallback } from 'preact/hooks';
import type { LiveEvent, QueueExplanation, QueueReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Trouble } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import { useServerNow } from '../../read/clock.ts';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { spanText } from '../../text/time.ts';
import { sentenceText, shortId } from '../../text/word.ts';
import { BuildOutput } from './build-output.tsx';
import { Evidence } from './evidence.tsx';
import { LookMark } from './look-mark.tsx';
import type { QueueAct } from './queue-act.ts';
import { lookOf } from './state.ts';
import { Todo } from './todo.tsx';
import { TrialTable } from './trial-table.tsx';

interface WhyProps {
  readonly id: string;
  /** Number of the entry, or id of its change; `null` = none was chosen. */
  readonly at: string | null;
  readonly report: QueueReport;
  readonly start: (act: QueueAct) => void;
}

/** Why one entry stands where it stands, and the one thing to do. */
export function Why({ id, at, report, start }: WhyProps) {
  const concerns = useCallback(({ queue }: LiveEvent) => queue === id, [id]);
  const path = at === null ? null : `/api/v1/queue/${encodeURIComponent(id)}/entries/${encodeURIComponent(at)}`;
  const { document: shown, failure, again } = useDocument<QueueExplanation>(path, { concerns, keepsOld: true });
  return (
    <section class="panel why" aria-labelledby="why-heading">
      {at === null ? null : (
        <p class="back">
          <Link to={{ name: 'queue', id, at: null }}>Back to the queue</Link>
        </p>
      )}
      <h2 id="why-heading" tabIndex={-1}>
        {at === null ? 'Why does it wait?' : shown === null ? `Entry ${at}` : <Said text={shown.entry.title} />}
      </h2>
      {failure === null ? null : <Trouble failure={failure} again={again} />}
      {at === null ? (
        <p class="soft">
          Choose an entry in the picture or with <kbd>w</kbd>: here stands the one thing that it waits for, and what to
          do about it.
        </p>
      ) : shown === null ? (
        failure === null ? (
          <p class="reading">Reading…</p>
        ) : null
      ) : (
        <Explained id={id} shown={shown} report={report} start={start} />
      )}
    </section>
  );
}

interface ExplainedProps {
  readonly id: string;
  readonly shown: QueueExplanation;
  readonly report: QueueReport;
  readonly start: (act: QueueAct) => void;
}

function Explained({ id, shown, report, start }: ExplainedProps) {
  const now = useServerNow();
  const { entry, ahead, safe_to_rearm: isSafe, sooner, trials, landing, output } = shown;
  const { number, change, lane, constraint, expected, place, queued_at } = entry;
  const may = report.may;
  return (
    <>
      <p class="soft">
        #{number}{' '}
        {lane === 'revert' ? (
          <Said text={change} />
        ) : (
          <Link to={{ name: 'change', id: change }}>
            <Said text={shortId(change)} />
          </Link>
        )}
        {lane === 'normal' ? '' : `, ${lane} lane`}, queued <When at={queued_at} brief />
      </p>
      <div class="why-answer">
        <LookMark look={lookOf(entry, report.proved)} />
        <p>
          <Said text={sentenceText(constraint.text, { capital: true })} />
        </p>
      </div>
      {constraint.files.length === 0 ? null : (
        <ul class="plain-list">
          {constraint.files.map((file) => (
            <li key={file}>
              <code>
                <Said text={file} />
              </code>
            </li>
          ))}
        </ul>
      )}
      {entry.state === 'landed' ? null : <Todo id={id} entry={entry} report={report} start={start} />}
      {isSafe === null ? null : (
        <p>
          {isSafe
            ? 'Queued again as it is, it may land: nothing shows that it fails by itself.'
            : 'Queued again as it is, it would end the same way.'}
        </p>
      )}
      <dl class="pairs">
        {expected === null ? null : (
          <div>
            <dt>Lands</dt>
            <dd>
              {spanText(expected, now)}
              <span class="soft">
                {' '}
                (
                {expected.calibrated
                  ? `nine of ten; calibrated by ${plural(expected.landings, 'landing')} of this queue`
                  : 'not calibrated by landings of this queue yet'}
                )
              </span>
            </dd>
          </div>
        )}
        {place === null ? null : (
          <div>
            <dt>Before it</dt>
            <dd>{ahead.length === 0 ? 'nothing' : <Ahead id={id} ahead={ahead} />}</dd>
          </div>
        )}
        {sooner.length === 0 ? null : (
          <div>
            <dt>Sooner with</dt>
            <dd>
              <ul class="plain-list">
                {sooner.map(({ code, text }) => (
                  <li key={code}>
                    <Said text={text} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {constraint.build === null || output !== null ? null : (
          <div>
            <dt>Build</dt>
            <dd>
              <code>
                <Said text={constraint.build} />
              </code>
            </dd>
          </div>
        )}
      </dl>
      {output === null ? null : <BuildOutput output={output} />}
      {landing === null ? null : <Evidence landing={landing} />}
      {landing === null || landing.entries.at(-1) !== number || may === null ? null : (
        <p class="form-end">
          <button
            type="button"
            aria-disabled={!may.revert.allowed}
            title={may.revert.why_not ?? undefined}
            onClick={() => start({ kind: 'revert', entry: number, commit: landing.to })}
          >
            Take it back…
          </button>
        </p>
      )}
      {trials.length === 0 ? null : <TrialTable trials={trials} />}
      {entry.state !== 'waiting' || may === null ? null : (
        <p class="form-end">
          <button
            type="button"
            aria-disabled={!may.eject.allowed}
            title={may.eject.why_not ?? undefined}
            onClick={() => start({ kind: 'eject', entry: number })}
          >
            Take it out… <kbd>x</kbd>
          </button>
        </p>
      )}
    </>
  );
}

/** Names of so many stand in one line. */
const MOST_AHEAD = 8;

function Ahead({ id, ahead }: { readonly id: string; readonly ahead: readonly number[] }) {
  const left = ahead.length - MOST_AHEAD;
  return (
    <span class="numbers">
      {ahead.slice(0, MOST_AHEAD).map((number) => (
        <Link key={number} to={{ name: 'queue', id, at: String(number) }} replace>
          #{number}
        </Link>
      ))}
      {left > 0 ? ` and ${plural(left, 'more', 'more')}` : ''}
    </span>
  );
}
