import type { DeliveryMetrics, ShareFigureDocument } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { countText, percentText } from '../../text/number.ts';

/** The five metrics of each service, never added up. */
export function ServiceFigures({ services }: { readonly services: DeliveryMetrics['services'] }) {
  if (services.length === 0) {
    return (
      <p class="empty">No deployment to production is recorded. Pipelines tell of them by POST /api/v1/deployments.</p>
    );
  }
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Service, twelve weeks</th>
            <th class="number">Deployments</th>
            <th class="number">Lead time, half</th>
            <th class="number">Change fail rate</th>
            <th class="number">Recovery, half</th>
            <th class="number">Rework</th>
          </tr>
        </thead>
        <tbody>
          {services.map(({ service, frequency, lead_time: lead, change_fail: fail, recovery, rework }) => (
            <tr key={service}>
              <td>
                <Said text={service} />
              </td>
              <td class="number">{countText(frequency.count)}</td>
              <td class="number">{hoursText(lead.median.value)}</td>
              <td class="number">{shareText(fail)}</td>
              <td class="number">
                {hoursText(recovery.median.value)} of {recovery.ended + recovery.lasting}
              </td>
              <td class="number">{shareText(rework)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What needed repair, by tier. */
export function EscapeFigures({ escapes }: { readonly escapes: DeliveryMetrics['escapes'] }) {
  if (escapes.length === 0) return <p class="empty">Of no change is known yet whether it needed repair.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>Tier</th>
          <th class="number">Needed repair</th>
        </tr>
      </thead>
      <tbody>
        {escapes.map(({ tier, escaped }) => (
          <tr key={String(tier)}>
            <td>{tier === null ? 'not known' : `Tier ${tier}`}</td>
            <td class="number">{shareText(escaped)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `3 of 88, 3.4 % (1.2 % to 9.5 %)`. */
export function shareText({ numerator, denominator, share, low, high }: ShareFigureDocument): string {
  if (share === null || low === null || high === null) return 'none to count';
  return `${countText(numerator)} of ${countText(denominator)}, ${percentText(share)} (${percentText(low)} to ${percentText(high)})`;
}

function hoursText(hours: number | null): string {
  if (hours === null) return '–';
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Number(hours.toPrecision(2))} h` : `${Number((hours / 24).toPrecision(2))} d`;
}
