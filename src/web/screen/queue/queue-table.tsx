import type { QueueList } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { countText, plural } from '../../text/number.ts';
import { shortId } from '../../text/word.ts';

/** Every queue with how many wait and what stops it. */
export function QueueTable({ queues }: { readonly queues: QueueList['queues'] }) {
  return (
    <table class="small-table">
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col" class="number">
            Waiting
          </th>
          <th scope="col" class="number">
            Builds
          </th>
          <th scope="col">Stands</th>
        </tr>
      </thead>
      <tbody>
        {queues.map(({ queue, waiting, running, paused, freezes, head }) => (
          <tr key={queue}>
            <td>
              <Link to={{ name: 'queue', id: queue, at: null }}>
                <Said text={shortId(queue)} />
              </Link>
              <p class="soft">
                at <code title={head}>{head.slice(0, 10)}</code>
              </p>
            </td>
            <td class="number">{countText(waiting)}</td>
            <td class="number">{countText(running)}</td>
            <td>{paused ? 'paused' : freezes > 0 ? `frozen (${plural(freezes, 'freeze')})` : 'open'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
