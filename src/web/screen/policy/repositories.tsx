import type { PolicyReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { shortDigest } from '../../text/word.ts';

/** Which policy rules which repository. */
export function Repositories({ repositories }: { readonly repositories: PolicyReport['repositories'] }) {
  return (
    <section class="panel" aria-labelledby="repositories-heading">
      <h2 id="repositories-heading">Where the rules come from</h2>
      {repositories.length === 0 ? <p class="soft">No repository has a decision yet.</p> : null}
      <ul class="plain-list">
        {repositories.map(({ repository, source, digest }) => (
          <li key={repository}>
            <strong>
              <Said text={repository} />
            </strong>
            <p class="soft">
              {source === null ? 'no decision yet' : <Said text={source} />}
              {digest === null ? null : (
                <>
                  {' '}
                  <code title={digest}>{shortDigest(digest)}</code>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      <p class="soft">The policy comes from the protected base, never from the change that it judges.</p>
    </section>
  );
}
