import type { QueueExplanation } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { plural } from '../../text/number.ts';
import { visibleText, webAddress } from '../../text/visible.ts';

type Output = NonNullable<QueueExplanation['output']>;

/** The end of what the build printed that decided an entry, or where the forge shows it. */
export function BuildOutput({ output }: { readonly output: Output }) {
  const { build, outcome, code, lines, left_out: leftOut, cut, pages } = output;
  const addresses = pages.flatMap((page) => webAddress(page) ?? []);
  return (
    <>
      <h3>The build that decided</h3>
      <p>
        <code>
          <Said text={build} />
        </code>{' '}
        {outcome === null ? '' : outcome === 'infrastructure' ? 'told nothing' : outcome}
        {code === null ? '' : ` (${code})`}
      </p>
      {addresses.length === 0 ? null : (
        <ul class="plain-list">
          {addresses.map((address) => (
            <li key={address}>
              <a href={address}>{address}</a>
            </li>
          ))}
        </ul>
      )}
      {addresses.length > 0 ? null : lines.length === 0 ? (
        <p class="soft">{output.kept ? 'It printed nothing.' : 'What it printed is not kept here.'}</p>
      ) : (
        <>
          <p class="soft">
            Its last lines
            {leftOut > 0
              ? `; ${plural(leftOut, 'earlier line')} left out`
              : cut
                ? '; what came before is not kept'
                : ''}
          </p>
          <pre class="build-output">{lines.map(visibleText).join('\n')}</pre>
        </>
      )}
    </>
  );
}
