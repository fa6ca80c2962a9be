import { useRef } from 'preact/hooks';
import type { LiveEvent, QueueList } from '../../../contract/index.ts';
import { Screen } from '../../part/screen.tsx';
import { Empty } from '../../part/trouble.tsx';
import { useDocument } from '../../read/use-document.ts';
import { plural } from '../../text/number.ts';
import { OneQueue } from './one-queue.tsx';
import { QueueTable } from './queue-table.tsx';

interface QueueScreenProps {
  /** `null` = the only one, or the choice of several. */
  readonly id: string | null;
  readonly at: string | null;
}

/** What lands next, what waits for what, and why? With one queue there is nothing to choose. */
export function QueueScreen({ id, at }: QueueScreenProps) {
  const isOne = useRef(false);
  const concerns = ({ queue }: LiveEvent) => !isOne.current && (queue ?? null) !== null;
  const reading = useDocument<QueueList>(id === null ? '/api/v1/queue' : null, { concerns });
  const [first, ...others] = reading.document?.queues ?? [];
  isOne.current = first !== undefined && others.length === 0;
  const shown = id ?? (isOne.current ? (first?.queue ?? null) : null);
  // One place for both ways here: the only queue stays as it is when its name comes into the address.
  if (shown !== null) return <OneQueue key={shown} id={shown} at={at} isNamed={id !== null} />;
  return (
    <Screen title="Queue" reading={reading} lede={lede}>
      {({ queues }) => (
        <section class="panel">
          {queues.length === 0 ? (
            <Empty title="No queue is here" argv={['firebreak', 'queue', 'run', '--build', 'npm test']}>
              <p>
                A queue is there for the default branch of each repository that this server serves from its own machine,
                and of those on GitHub that it was told to land. Without a server, this lands what you queued in the
                repository you are in:
              </p>
            </Empty>
          ) : (
            <QueueTable queues={queues} />
          )}
        </section>
      )}
    </Screen>
  );
}

function lede({ queues }: QueueList): string {
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  return `${plural(queues.length, 'queue')}, in which ${plural(waiting, 'change waits', 'changes wait')}.`;
}
