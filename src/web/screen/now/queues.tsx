import type { LiveEvent, QueueList } from '../../../contract/index.ts';
import { QueueLine } from '../../part/queue-line.tsx';
import { Said } from '../../part/said.tsx';
import { useDocument } from '../../read/use-document.ts';
import { Link } from '../../route/navigation.tsx';
import { countText, plural } from '../../text/number.ts';
import { entriesText, shortId } from '../../text/word.ts';

type Queue = QueueList['queues'][number];

const concerns = ({ queue }: LiveEvent) => (queue ?? null) !== null;

/** One line for each merge queue that anything happens in, and where the viewer's own changes stand. */
export function Queues() {
  const { document: list } = useDocument<QueueList>('/api/v1/queue', { concerns });
  const busy = (list?.queues ?? []).filter(({ waiting, paused, freezes }) => waiting > 0 || paused || freezes > 0);
  if (busy.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="queues-heading">
      <h2 id="queues-heading">On the way to the branch</h2>
      {busy.map((queue) => (
        <div key={queue.queue} class="apart">
          <p>
            <Link to={{ name: 'queue', id: queue.queue, at: null }}>
              <Said text={shortId(queue.queue)} />
            </Link>
            : {standsText(queue)}
          </p>
          {queue.yours.map((standing) => (
            <QueueLine key={standing.entry} standing={standing} isNamed />
          ))}
        </div>
      ))}
    </section>
  );
}

function standsText({ waiting, running, paused, freezes, next }: Queue): string {
  const stop = paused ? '; paused' : freezes > 0 ? `; landing is frozen (${plural(freezes, 'freeze')})` : '';
  const lands = next.length === 0 ? '' : `; ${entriesText(next)} ${next.length === 1 ? 'lands' : 'land'} next`;
  return `${plural(waiting, 'change waits', 'changes wait')}, ${countText(running)} ${running === 1 ? 'build runs' : 'builds run'}${stop}${lands}.`;
}
