import type { ChangeReport } from '../../../contract/index.ts';
import { visibleText } from '../../text/visible.ts';

type Kind = 'sign' | 'return' | 'delegate' | 'override';

interface ActBarProps {
  readonly report: ChangeReport;
  readonly start: (kind: Kind) => void;
  readonly recheck: () => void;
}

const ACTS: readonly { readonly kind: Kind; readonly word: string; readonly key: string }[] = [
  { kind: 'sign', word: 'Sign off', key: 'a' },
  { kind: 'return', word: 'Return', key: 'r' },
  { kind: 'delegate', word: 'Delegate', key: 'd' },
  { kind: 'override', word: 'Override', key: 'o' },
];

/** What can be done here; what cannot says why. */
export function ActBar({ report, start, recheck }: ActBarProps) {
  const { may, change } = report;
  if (change.state !== 'open') return null;
  const refused = [
    ...ACTS.map(({ kind, word }) => ({ word, ...may[kind] })),
    { word: 'Judge again', ...may.recheck },
  ].filter(({ allowed }) => !allowed);
  const reasons = new Map<string, string[]>();
  for (const { word, why_not } of refused) {
    const why = why_not ?? 'not allowed here';
    reasons.set(why, [...(reasons.get(why) ?? []), word]);
  }
  return (
    <div class="act-bar">
      <div class="acts">
        {ACTS.map(({ kind, word, key }) => (
          <button
            key={kind}
            type="button"
            class={kind === 'sign' ? 'primary' : ''}
            aria-disabled={!may[kind].allowed}
            aria-describedby={may[kind].allowed ? undefined : 'why-not'}
            onClick={() => start(kind)}
          >
            {word} <kbd>{key}</kbd>
          </button>
        ))}
        <button
          type="button"
          aria-disabled={!may.recheck.allowed}
          aria-describedby={may.recheck.allowed ? undefined : 'why-not'}
          onClick={recheck}
        >
          Judge again <kbd>c</kbd>
        </button>
      </div>
      <div id="why-not" class="why-not">
        {[...reasons].map(([why, words]) => (
          <p key={why} class="soft">
            <strong>{words.join(', ')}:</strong> {visibleText(why)}
          </p>
        ))}
      </div>
    </div>
  );
}
