import { useEffect, useState } from 'preact/hooks';
import type { BrakeReport, BrakeRow } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { announce } from '../../part/announce.tsx';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Trouble } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import type { Reading } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { coversText, sentenceText, shortId } from '../../text/word.ts';
import { type BrakeAct, BrakeActDialog } from './brake-act-dialog.tsx';
import { brakeKey } from './calendar-layout.ts';
import { FreezeCalendar } from './freeze-calendar.tsx';

/** What ended is told of this many at most. */
const MOST_ENDED = 5;

const WHY_NOT = {
  unread: 'the brakes could not be read, so nobody knows whether you may',
  'signed-out': 'you may not do this here',
};

interface FreezesProps {
  readonly reading: Reading<BrakeReport>;
  /** Brake that was asked for. */
  readonly at: string | null;
}

/** The brakes that hold, those that will, the calendar, and what may be done about them. */
export function Freezes({ reading, at }: FreezesProps) {
  const { document: report, failure, again } = reading;
  const [act, setAct] = useState<BrakeAct | null>(null);
  const isRead = report !== null;
  useEffect(() => {
    if (at !== null && isRead) document.querySelector('.brake-row.chosen')?.scrollIntoView({ block: 'center' });
  }, [at, isRead]);
  const pull = () => {
    const may = report?.may?.engage;
    if (may?.allowed === true) setAct({ kind: 'pull' });
    else announce(sentenceText(may?.why_not ?? WHY_NOT[report === null ? 'unread' : 'signed-out'], { capital: true }));
  };
  useKeys('Freezes', [{ key: 'b', label: 'pull a brake', run: pull }]);
  if (report === null) return failure === null ? null : <Trouble failure={failure} again={again} />;
  const of = (state: BrakeRow['state']) => report.brakes.filter((brake) => brake.state === state);
  const [active, waiting, ended] = [of('active'), of('waiting'), of('ended')];
  const engage = report.may?.engage;
  return (
    <>
      {failure === null ? null : <Trouble failure={failure} again={again} />}
      <section class="panel" aria-labelledby="brakes-heading">
        <div class="panel-head">
          <h2 id="brakes-heading">Brakes</h2>
          <button type="button" aria-disabled={engage?.allowed !== true} aria-describedby="pull-why" onClick={pull}>
            Pull a brake… <kbd>b</kbd>
          </button>
        </div>
        <p id="pull-why" class="soft">
          {engage?.allowed === true
            ? 'It holds at the gate, the queue, deployments, rollouts and flags at once. What takes back or turns off always passes.'
            : `Pull a brake: ${visibleText(engage?.why_not ?? 'not allowed here')}`}
        </p>
        {active.length + waiting.length === 0 ? <p>Nothing holds, and nothing is planned to.</p> : null}
        <ul class="brakes">
          {[...active, ...waiting].map((brake) => (
            <BrakeItem key={brakeKey(brake)} brake={brake} report={report} isChosen={brake.id === at} start={setAct} />
          ))}
        </ul>
        {ended.length === 0 ? null : (
          <details>
            <summary>Ended lately</summary>
            <ul class="brakes">
              {ended.slice(0, MOST_ENDED).map((brake) => (
                <BrakeItem
                  key={brakeKey(brake)}
                  brake={brake}
                  report={report}
                  isChosen={brake.id === at}
                  start={setAct}
                />
              ))}
            </ul>
          </details>
        )}
      </section>
      <FreezeCalendar report={report} />
      {act === null ? null : (
        <BrakeActDialog
          act={act}
          close={() => setAct(null)}
          done={(text) => {
            setAct(null);
            announce(text);
            again();
          }}
        />
      )}
    </>
  );
}

interface BrakeItemProps {
  readonly brake: BrakeRow;
  readonly report: BrakeReport;
  readonly isChosen: boolean;
  readonly start: (act: BrakeAct) => void;
}

function BrakeItem({ brake, report, isChosen, start }: BrakeItemProps) {
  const { id, scope, reason, by, state, repository, window, overdue, holds, cause, amendments, released } = brake;
  const isStated = by.kind === 'calendar';
  const release = report.may?.release;
  const look = STATE[state];
  return (
    <li class={`brake-row is-${state}${isChosen ? ' chosen' : ''}`}>
      <SignMark sign={look.sign} word={look.word} />
      <div>
        <p class="ask-title">
          <Said text={coversText(scope)} />
          {repository === null ? null : (
            <>
              {' '}
              in <Said text={shortId(repository)} />
            </>
          )}
        </p>
        <p>
          <Said text={sentenceText(reason, { capital: true })} />
          {overdue ? <strong class="overdue"> To be looked at by now.</strong> : null}
        </p>
        <p class="soft">
          <Said text={id} />, {isStated ? 'stated in ' : `${ACTOR[by.kind]} `}
          <Said text={by.name} />
          {cause === null ? null : (
            <>
              {' '}
              (<Said text={cause} />)
            </>
          )}
          <Times brake={brake} />
          {window === null ? null : (
            <>
              ; <Said text={window} />
            </>
          )}
          ; {lanesText(brake)}
          {amendments.length === 0 ? '' : `; amended ${plural(amendments.length, 'time')}`}
        </p>
        {released === null ? null : (
          <p class="soft">
            Released by <Said text={released.by.name} /> <When at={released.at} brief />: <Said text={released.note} />
          </p>
        )}
        {holds === null || holds === 0 ? null : (
          <p>
            <Link to={{ name: 'changes', filter: { state: 'open', verdict: 'hold' } }}>
              Holds {plural(holds, 'open change')}
            </Link>
          </p>
        )}
      </div>
      {state === 'ended' ? null : isStated ? (
        <p class="soft brake-acts">ends by a change of the file</p>
      ) : (
        <div class="brake-acts">
          <Act word="Amend…" may={report.may?.engage} run={() => start({ kind: 'amend', brake })} id={id} />
          <Act word="Release…" may={release} run={() => start({ kind: 'release', brake })} id={id} />
        </div>
      )}
    </li>
  );
}

interface ActProps {
  readonly word: string;
  readonly id: string;
  readonly may: { readonly allowed: boolean; readonly why_not: string | null } | undefined;
  readonly run: () => void;
}

function Act({ word, id, may, run }: ActProps) {
  const why = may?.why_not ?? 'not allowed here';
  return (
    <button
      type="button"
      aria-label={`${word.replace('…', '')} ${visibleText(id)}`}
      aria-disabled={may?.allowed !== true}
      title={may?.allowed === true ? undefined : visibleText(why)}
      onClick={() => (may?.allowed === true ? run() : announce(sentenceText(why, { capital: true })))}
    >
      {word}
    </button>
  );
}

const STATE = {
  active: { sign: 'stop', word: 'Holds' },
  waiting: { sign: 'wait', word: 'Planned' },
  ended: { sign: 'pass', word: 'Ended' },
} as const;

const ACTOR: Readonly<Record<BrakeRow['by']['kind'], string>> = {
  human: 'pulled by',
  script: 'pulled by the script',
  agent: 'pulled by',
  rule: 'pulled by the rule',
  calendar: 'stated in',
};

function Times({ brake: { state, since, until, next, end } }: { readonly brake: BrakeRow }) {
  if (state === 'ended') return null;
  if (state === 'waiting')
    return next === null ? null : (
      <>
        , next <When at={next} />
      </>
    );
  return (
    <>
      {since === null ? null : (
        <>
          , since <When at={since} brief />
        </>
      )}
      {until !== null ? (
        <>
          , until <When at={until} />
        </>
      ) : end.at === null ? null : (
        <>
          , until somebody releases it, to be looked at <When at={end.at} brief />
        </>
      )}
    </>
  );
}

function lanesText({ lanes: { hotfix, reverts } }: BrakeRow): string {
  const hot = hotfix === null ? 'no hotfix passes' : `hotfixes pass with ${plural(hotfix, 'sign-off')}`;
  return reverts ? hot : `${hot}, no reverts either`;
}
