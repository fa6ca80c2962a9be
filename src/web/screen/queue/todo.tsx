import type { QueueReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import type { QueueAct } from './queue-act.ts';
import type { Row } from './state.ts';

interface TodoProps {
  readonly id: string;
  readonly entry: Row;
  readonly report: QueueReport;
  readonly start: (act: QueueAct) => void;
}

/** The one thing to do, and the way to it. */
export function Todo(props: TodoProps) {
  const { todo } = props.entry;
  return (
    <div class="todo">
      <p>
        <strong>{todo.code === 'none' ? 'Nothing to do:' : 'To do:'}</strong>{' '}
        <Said text={todo.text.replace(/^nothing: /, '')} />
      </p>
      <Way {...props} />
    </div>
  );
}

/** What queues it again. */
const AGAIN: ReadonlySet<string> = new Set(['rebase', 'repair', 'add-again', 'look-at-runner']);

function Way({ id, entry, report, start }: TodoProps) {
  const { may } = report;
  const { code } = entry.todo;
  const act = (wanted: QueueAct, word: string) =>
    may?.[wanted.kind].allowed === true ? (
      <button type="button" onClick={() => start(wanted)}>
        {word}
      </button>
    ) : null;
  if (code === 'resume') return act({ kind: 'resume' }, 'Resume…');
  const { freeze } = entry.constraint;
  if (code === 'thaw' && freeze !== null) return act({ kind: 'thaw', freeze }, 'End the freeze…');
  if (code === 'sign' || code === 'judge-again')
    return <Link to={{ name: 'change', id: entry.change }}>See what holds it</Link>;
  const [parent] = entry.constraint.entries;
  if (code === 'land-parent' && parent !== undefined)
    return (
      <Link to={{ name: 'queue', id, at: String(parent) }} replace>
        Why #{parent} does not land
      </Link>
    );
  if (AGAIN.has(code) && entry.state === 'ejected')
    return act({ kind: 'add', change: entry.change }, 'Queue it again…');
  return null;
}
