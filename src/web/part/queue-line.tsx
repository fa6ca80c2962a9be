import type { QueueStanding } from '../../contract/index.ts';
import { useServerNow } from '../read/clock.ts';
import { Link } from '../route/navigation.tsx';
import { spanText } from '../text/time.ts';
import { sentenceText, shortId } from '../text/word.ts';
import { Said } from './said.tsx';

const STATE: Readonly<Record<QueueStanding['state'], string>> = {
  waiting: 'In the queue',
  landed: 'Landed by the queue',
  ejected: 'Sent back by the queue',
};

interface QueueLineProps {
  readonly standing: QueueStanding;
  /** Whether it says which change it is. */
  readonly isNamed: boolean;
}

/** Where one change stands in its merge queue, in one line that leads there. */
export function QueueLine({ standing, isNamed }: QueueLineProps) {
  const { queue, entry, title, state, place, waiting, constraint, expected } = standing;
  const now = useServerNow();
  return (
    <p class={`queue-line is-${state}`}>
      <strong>{isNamed ? <Said text={title} /> : STATE[state]}</strong>
      {place === null ? ': ' : `, ${place} of ${waiting}: `}
      <Said text={expected === null ? sentenceText(constraint.text) : constraint.text} />
      {expected === null ? null : `; lands ${spanText(expected, now)}.`}{' '}
      <Link to={{ name: 'queue', id: queue, at: String(entry) }}>
        #{entry} in <Said text={shortId(queue)} />
      </Link>
    </p>
  );
}
