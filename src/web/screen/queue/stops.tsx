import type { QueueReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import type { QueueAct } from './queue-act.ts';
import { LOOK } from './state.ts';

interface StopsProps {
  readonly report: QueueReport;
  readonly start: (act: QueueAct) => void;
}

/** What stops the queue, by whom and why, with the way out. */
export function Stops({ report: { paused, freezes, may }, start }: StopsProps) {
  return (
    <>
      {paused === null ? null : (
        <div class="stop-banner is-paused">
          <Sign d={LOOK.paused.shape} />
          <p>
            <strong>Paused: nothing is built and nothing lands.</strong> <Said text={paused.reason} />{' '}
            <By by={paused.by} at={paused.at} />
          </p>
          {may?.resume.allowed === true ? (
            <button type="button" onClick={() => start({ kind: 'resume' })}>
              Resume…
            </button>
          ) : null}
        </div>
      )}
      {freezes.map(({ id, targets, reason, by, at, until }) => (
        <div key={id} class="stop-banner is-frozen">
          <Sign d={LOOK.frozen.shape} />
          <p>
            <strong>
              Frozen: builds go on,{' '}
              {targets === null ? (
                'landing waits.'
              ) : (
                <>
                  landing waits for <Said text={targets.join(', ')} />.
                </>
              )}
            </strong>{' '}
            <Said text={reason} /> <By by={by} at={at} />
            {until === null ? (
              ', until somebody ends it'
            ) : (
              <>
                , until <When at={until} />
              </>
            )}
          </p>
          {may?.thaw.allowed === true ? (
            <button type="button" onClick={() => start({ kind: 'thaw', freeze: id })}>
              End the freeze…
            </button>
          ) : null}
        </div>
      ))}
    </>
  );
}

function Sign({ d }: { readonly d: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}

function By({ by, at }: { readonly by: string | null; readonly at: string }) {
  return (
    <span class="soft">
      {by === null ? null : (
        <>
          by <Said text={by} />{' '}
        </>
      )}
      <When at={at} brief />
    </span>
  );
}
