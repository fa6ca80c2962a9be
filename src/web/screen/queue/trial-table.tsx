import type { QueueExplanation } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';
import { entriesText } from '../../text/word.ts';

const OUTCOME: Readonly<Record<NonNullable<QueueExplanation['trials'][number]['outcome']>, string>> = {
  passed: 'passed',
  failed: 'failed',
  infrastructure: 'told nothing',
  cancelled: 'cancelled',
  conflict: 'cannot be merged',
};

/** Builds that this entry was part of, the newest first. */
export function TrialTable({ trials }: Pick<QueueExplanation, 'trials'>) {
  return (
    <>
      <h3>Its builds</h3>
      <ul class="plain-list trials">
        {trials.toReversed().map(({ number, assumes, subjects, outcome, code, build, started_at }) => (
          <li key={number}>
            <strong>
              Build {number} {outcome === null ? 'runs' : OUTCOME[outcome]}
            </strong>
            {code === null ? '' : ` (${code})`}, begun <When at={started_at} brief />
            <p class="soft">
              {entriesText(subjects)} on {assumes.length === 0 ? 'the branch' : entriesText(assumes)}
              {build === null ? null : (
                <>
                  ,{' '}
                  <code>
                    <Said text={build} />
                  </code>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
