import type { QueueReport } from '../../../contract/index.ts';
import { CopyButton } from '../../part/copy.tsx';
import { Said } from '../../part/said.tsx';
import { When } from '../../part/when.tsx';

type Landing = QueueReport['landings'][number];

/** What shows that a step of the branch is green. */
export function Evidence({ landing }: { readonly landing: Landing }) {
  const { entries, from, to, tree, assumed, proof, trials, builds, landed_at } = landing;
  const rows: readonly (readonly [string, string])[] = [
    ['Tree', tree],
    ['Branch before', from],
    ['Branch after', to],
  ];
  const listed = (numbers: readonly number[]) => numbers.map((number) => `#${number}`).join(', ');
  return (
    <>
      <h3>Evidence</h3>
      <p>
        {proof === 'tree'
          ? 'Exactly this tree was built before the branch became it.'
          : 'Each entry was built with everything that shares a target with it.'}{' '}
        <When at={landed_at} brief />
      </p>
      <dl class="pairs">
        {rows.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd class="copied">
              <code title={value}>
                <Said text={value.slice(0, 12)} />
              </code>
              <CopyButton text={value} what={word.toLowerCase()} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Together</dt>
          <dd>{listed(entries)}</dd>
        </div>
        <div>
          <dt>Assumed</dt>
          <dd>{assumed.length === 0 ? 'nothing but the branch' : listed(assumed)}</dd>
        </div>
        <div>
          <dt>Builds</dt>
          <dd>
            <code>
              <Said text={builds.join(', ')} />
            </code>{' '}
            <span class="soft">(of {trials.join(', ')})</span>
          </dd>
        </div>
      </dl>
    </>
  );
}
