import type { QueueReport } from '../../../contract/index.ts';
import { When } from '../../part/when.tsx';
import { entriesText } from '../../text/word.ts';

const MOST = 8;

/** The newest steps of the branch, each with what shows that it is green. */
export function Landings({ landings }: Pick<QueueReport, 'landings'>) {
  if (landings.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="landings-heading">
      <h2 id="landings-heading">Landed last</h2>
      <table class="small-table">
        <thead>
          <tr>
            <th scope="col">Entries</th>
            <th scope="col">Commit</th>
            <th scope="col">Proof</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {landings.slice(0, MOST).map(({ number, entries, to, proof, builds, landed_at }) => (
            <tr key={number}>
              <td>{entriesText(entries)}</td>
              <td>
                <code title={to}>{to.slice(0, 10)}</code>
              </td>
              <td>
                {proof === 'tree' ? 'this tree' : 'its targets'}, <code>{builds.join(', ')}</code>
              </td>
              <td>
                <When at={landed_at} brief />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
