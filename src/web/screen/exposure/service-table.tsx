import { useState } from 'preact/hooks';
import type { ExposureReport } from '../../../contract/index.ts';
import { Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';

const FIRST = 25;

/** The same as the picture, as rows; what is reached most first. */
export function ServiceTable({ report: { services, findings } }: { readonly report: ExposureReport }) {
  const found = (id: string) => findings.filter(({ service }) => service === id).length;
  const [isAll, setIsAll] = useState(false);
  const sorted = services.toSorted(
    (a, b) =>
      b.touched_by.length - a.touched_by.length ||
      b.reached_by.length - a.reached_by.length ||
      (a.tier ?? 9) - (b.tier ?? 9),
  );
  const shown = isAll ? sorted : sorted.slice(0, FIRST);
  return (
    <section class="panel" aria-labelledby="services-heading">
      <h2 id="services-heading">Services</h2>
      <table class="small-table">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Tier</th>
            <th scope="col" class="number">
              Touch it
            </th>
            <th scope="col" class="number">
              Reach it
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((service) => (
            <tr key={service.id}>
              <td>
                <Link to={{ name: 'exposure', at: service.id }}>
                  <Said text={service.id} />
                </Link>
                {found(service.id) === 0 ? null : (
                  <Link to={{ name: 'exposure', at: service.id }} class="flag">
                    {found(service.id)} without a record
                  </Link>
                )}
                {service.owners.length === 0 ? null : (
                  <p class="soft">
                    <Said text={service.owners.join(', ')} />
                  </p>
                )}
              </td>
              <td>
                <Tier tier={service.tier} />
              </td>
              <td class="number">
                <Link
                  to={{ name: 'changes', filter: { state: 'open', service: service.id } }}
                  label={`${service.touched_by.length} changes touch ${visibleText(service.id)}`}
                >
                  {service.touched_by.length}
                </Link>
              </td>
              <td class="number">
                <Link
                  to={{ name: 'exposure', at: service.id }}
                  label={`${service.reached_by.length} changes reach ${visibleText(service.id)}`}
                >
                  {service.reached_by.length}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > FIRST ? (
        <button type="button" onClick={() => setIsAll(!isAll)} aria-expanded={isAll}>
          {isAll ? 'Show fewer' : `Show all ${plural(sorted.length, 'service')}`}
        </button>
      ) : null}
    </section>
  );
}
