import type { ChangeRow } from '../../../contract/index.ts';
import { VerdictMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { shortId } from '../../text/word.ts';

const MOST = 20;

/** Changes by title with their verdicts. */
export function ChangeLinks({
  ids,
  changes,
}: {
  readonly ids: readonly string[];
  readonly changes: readonly ChangeRow[];
}) {
  if (ids.length === 0) return <span class="soft">no open change</span>;
  const byId = new Map(changes.map((change) => [change.id, change]));
  return (
    <ul class="plain-list">
      {ids.slice(0, MOST).map((id) => {
        const change = byId.get(id);
        return (
          <li key={id}>
            {change === undefined ? null : <VerdictMark verdict={change.verdict} />}{' '}
            <Link to={{ name: 'change', id }}>
              <Said text={change?.title ?? shortId(id)} />
            </Link>
          </li>
        );
      })}
      {ids.length > MOST ? <li class="soft">and {ids.length - MOST} more</li> : null}
    </ul>
  );
}
