import { useCallback, useState } from 'preact/hooks';
import type { LiveEvent, QueueReport } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { announce } from '../../part/announce.tsx';
import { Said } from '../../part/said.tsx';
import { Screen } from '../../part/screen.tsx';
import { Empty } from '../../part/trouble.tsx';
import { useDocument } from '../../read/use-document.ts';
import { Link, useNavigation } from '../../route/navigation.tsx';
import { COMMAND } from '../../text/command.ts';
import { countText, minutesText, plural } from '../../text/number.ts';
import { entriesText, sentenceText, shortId } from '../../text/word.ts';
import { Decided } from './decided.tsx';
import { placeOf } from './entry-place.ts';
import { EntryTable, stepRow } from './entry-table.tsx';
import { Landings } from './landings.tsx';
import { LanePicture } from './lane-picture.tsx';
import type { QueueAct } from './queue-act.ts';
import { QueueActBar } from './queue-act-bar.tsx';
import { QueueActDialog } from './queue-act-dialog.tsx';
import { Stops } from './stops.tsx';
import { useQueueNews } from './use-queue-news.ts';
import { Why } from './why.tsx';

/** Entries that the screen asks for: the rest is told as a number, and each has its own explanation. */
const MOST_ROWS = 100;

/** With fewer builds their time is what the rules state, which tells nobody anything. */
const MEASURED = 3;

interface OneQueueProps {
  readonly id: string;
  readonly at: string | null;
  /** Whether the address names it: there may be others. */
  readonly isNamed: boolean;
}

/** One queue: what stops it, the lanes, every entry, and why one of them waits. */
export function OneQueue({ id, at, isNamed }: OneQueueProps) {
  const concerns = useCallback(({ queue }: LiveEvent) => queue === id, [id]);
  const reading = useDocument<QueueReport>(`/api/v1/queue/${encodeURIComponent(id)}?first=${MOST_ROWS}`, { concerns });
  useQueueNews(reading.document);
  return (
    <Screen
      title={isNamed ? `Queue ${shortId(id)}` : 'Queue'}
      reading={reading}
      lede={(report) => <Lede report={report} />}
      aside={isNamed ? <Link to={{ name: 'queue', id: null, at: null }}>All queues</Link> : null}
    >
      {(report) => <Queue id={id} report={report} at={at} again={reading.again} />}
    </Screen>
  );
}

function Lede({ report }: { readonly report: QueueReport }) {
  const { waiting, running, workers, next, paused, queue, build_time: build } = report;
  if (waiting === 0)
    return (
      <>
        Nothing waits for <Said text={shortId(queue)} />.
      </>
    );
  const lands =
    paused !== null
      ? 'Nothing lands while it is paused.'
      : next.length === 0
        ? 'Nothing may land now.'
        : `${entriesText(next)} ${next.length === 1 ? 'lands' : 'land'} next.`;
  return (
    <>
      {plural(waiting, 'change waits', 'changes wait')} for <Said text={shortId(queue)} />; {countText(running.length)}{' '}
      of {plural(workers, 'build')} run
      {build.builds < MEASURED ? '' : `, about ${minutesText(build.minutes)} each`}. {lands}
    </>
  );
}

interface QueueProps {
  readonly id: string;
  readonly report: QueueReport;
  readonly at: string | null;
  readonly again: () => void;
}

function Queue({ id, report, at, again }: QueueProps) {
  const { go } = useNavigation();
  const [act, setAct] = useState<QueueAct | null>(null);
  const waiting = report.entries.filter(({ state }) => state === 'waiting');
  const chosen = at === null ? null : Number(at.replace('#', ''));
  const choose = (number: number) => {
    go({ name: 'queue', id, at: String(number) }, { replace: at !== null });
    showWhy();
  };
  const why = (number: number | undefined) => number !== undefined && choose(number);
  const open = (number: number | null) => {
    const row = report.entries.find((each) => each.number === number);
    if (row !== undefined) go(placeOf(id, row));
  };
  const start = (wanted: QueueAct) => {
    const may = report.may?.[wanted.kind];
    if (may?.allowed === true) setAct(wanted);
    else announce(sentenceText(may?.why_not ?? 'you may not do this here', { capital: true }));
  };
  useKeys('Queue', [
    { key: 'j', label: 'next entry', run: () => stepRow(1) },
    { key: 'k', label: 'previous entry', run: () => stepRow(-1) },
    { key: 'Enter', label: 'open the change', run: () => open(chosen) },
    { key: 'w', label: 'why it waits', run: () => why(stepRow(0) ?? chosen ?? waiting[0]?.number) },
    { key: 'a', label: 'queue a change', run: () => start({ kind: 'add', change: '' }) },
    { key: 'x', label: 'take the entry out', run: () => chosen !== null && start({ kind: 'eject', entry: chosen }) },
  ]);
  return (
    <>
      <Stops report={report} start={start} />
      <QueueActBar report={report} start={start} />
      <div class={`queue${at === null ? '' : ' has-why'}`}>
        {waiting.length === 0 ? (
          <section class="panel">
            <Empty title="Nothing waits" argv={[...COMMAND.queue, '--server', location.origin, '--in', id]}>
              <p>A change that the gate lets pass is queued by its id, built on what lands before it, and landed:</p>
            </Empty>
          </section>
        ) : (
          <LanePicture report={report} chosen={chosen} choose={choose} />
        )}
        {report.entries.length === 0 && at === null ? null : (
          <div class="two-thirds">
            <div class="column queue-rows">
              {waiting.length === 0 ? null : (
                <EntryTable report={report} rows={waiting} chosen={chosen} choose={choose} />
              )}
              <Decided report={report} chosen={chosen} choose={choose} />
              <Landings landings={report.landings} />
            </div>
            <div class="column queue-why">
              <Why id={id} at={at} report={report} start={start} />
            </div>
          </div>
        )}
      </div>
      {act === null ? null : (
        <QueueActDialog
          id={id}
          act={act}
          report={report}
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

/** After the page shows it: the focus goes to the explanation, so that it is read aloud. */
function showWhy(): void {
  requestAnimationFrame(() => {
    const heading = document.getElementById('why-heading');
    heading?.focus({ preventScroll: true });
    heading?.closest('section')?.scrollIntoView({ block: 'nearest' });
  });
}
