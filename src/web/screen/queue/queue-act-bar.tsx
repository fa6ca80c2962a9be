import type { QueueReport } from '../../../contract/index.ts';
import { visibleText } from '../../text/visible.ts';
import type { QueueAct } from './queue-act.ts';

interface QueueActBarProps {
  readonly report: QueueReport;
  readonly start: (act: QueueAct) => void;
}

/** What can be done to the whole queue; what cannot says why. What ends a stop stands beside the stop. */
export function QueueActBar({ report: { may, paused }, start }: QueueActBarProps) {
  if (may === null) return null;
  const acts = [
    { act: { kind: 'add', change: '' }, word: 'Queue a change…', key: 'a' },
    ...(paused === null ? [{ act: { kind: 'pause' }, word: 'Pause…', key: null } as const] : []),
    { act: { kind: 'freeze' }, word: 'Freeze…', key: null },
  ] as const;
  const refused = acts.filter(({ act }) => !may[act.kind].allowed);
  const whyNot = [...new Set(refused.map(({ act }) => may[act.kind].why_not ?? 'not allowed here'))];
  return (
    <div class="act-bar">
      <div class="acts">
        {acts.map(({ act, word, key }) => (
          <button
            key={act.kind}
            type="button"
            aria-disabled={!may[act.kind].allowed}
            aria-describedby={may[act.kind].allowed ? undefined : 'why-not'}
            onClick={() => start(act)}
          >
            {word} {key === null ? null : <kbd>{key}</kbd>}
          </button>
        ))}
      </div>
      <div id="why-not" class="why-not">
        {whyNot.map((why) => (
          <p key={why} class="soft">
            <strong>
              {refused
                .filter(({ act }) => (may[act.kind].why_not ?? 'not allowed here') === why)
                .map(({ word }) => word.replace('…', ''))
                .join(', ')}
              :
            </strong>{' '}
            {visibleText(why)}
          </p>
        ))}
      </div>
    </div>
  );
}
