import type { RolloutReport } from '../../../contract/index.ts';
import { visibleText } from '../../text/visible.ts';

/** What may be done to a rollout, as the document names it. */
export type RolloutAct = keyof RolloutReport['may'];

interface RolloutActBarProps {
  readonly report: RolloutReport;
  readonly canInsist: boolean;
  readonly start: (act: RolloutAct) => void;
}

/** What can be done here; what cannot says why. */
export function RolloutActBar({ report, canInsist, start }: RolloutActBarProps) {
  if (report.end !== null) return null;
  const isPaused = report.paused !== null;
  const acts: readonly { readonly act: RolloutAct; readonly word: string; readonly key: string | null }[] = [
    isPaused ? { act: 'resume', word: 'Resume…', key: 'p' } : { act: 'pause', word: 'Pause…', key: 'p' },
    { act: 'promote', word: 'Promote…', key: 'm' },
    { act: 'abort', word: 'Roll back…', key: 'x' },
    { act: 'leave', word: 'Leave it as it is…', key: null },
  ];
  const can = (act: RolloutAct) => report.may[act].allowed || (act === 'abort' && canInsist);
  const refused = acts.filter(({ act }) => !can(act));
  const reasons = [...new Set(refused.map(({ act }) => report.may[act].why_not ?? 'not allowed here'))];
  return (
    <div class="act-bar">
      <div class="acts">
        {acts.map(({ act, word, key }) => (
          <button
            key={act}
            type="button"
            aria-disabled={!can(act)}
            aria-describedby={can(act) ? undefined : 'why-not'}
            onClick={() => start(act)}
          >
            {word} {key === null ? null : <kbd>{key}</kbd>}
          </button>
        ))}
      </div>
      <div id="why-not" class="why-not">
        {reasons.map((why) => (
          <p key={why} class="soft">
            <strong>
              {refused
                .filter(({ act }) => (report.may[act].why_not ?? 'not allowed here') === why)
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
