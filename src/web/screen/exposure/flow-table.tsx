import type { ChangeRow, ExposureReport } from '../../../contract/index.ts';
import { Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { moneyText, plural } from '../../text/number.ts';
import { ChangeLinks } from './change-links.tsx';
import { type Spread, spreadOf } from './spread.ts';

const SPREAD: Readonly<Record<Spread, string>> = {
  free: 'reached by what may pass',
  stopped: 'behind the firebreak',
  calm: 'not reached',
};

interface FlowTableProps {
  readonly flows: ExposureReport['flows'];
  readonly changes: readonly ChangeRow[];
  readonly free: ReadonlySet<string>;
  readonly only: string | null;
}

/** Critical flows, what they are worth a minute, and which open changes get there. */
export function FlowTable({ flows, changes, free, only }: FlowTableProps) {
  return (
    <section class="panel" aria-labelledby="flows-heading">
      <h2 id="flows-heading">Critical flows</h2>
      {flows.length === 0 ? (
        <p class="soft">
          None is named: <code>flows.NAME</code> in <code>firebreak.yaml</code> names one, its services and what it is
          worth.
        </p>
      ) : (
        <ul class="flows">
          {flows.map((flow) => {
            const ids = only === null ? flow.reached_by : flow.reached_by.filter((id) => id === only);
            const spread = spreadOf(ids, free);
            return (
              <li key={flow.id} class={`flow is-${spread}`}>
                <div class="panel-head">
                  <h3>
                    <Said text={flow.id} /> <Tier tier={flow.tier} />
                  </h3>
                  <p class="flow-money">
                    {flow.money_per_minute === null ? (
                      <span class="soft">value not stated</span>
                    ) : (
                      <>
                        <strong>{moneyText(flow.money_per_minute.amount, flow.money_per_minute.currency)}</strong> a
                        minute
                      </>
                    )}
                  </p>
                </div>
                <p class="soft">
                  {SPREAD[spread]} · through <Said text={flow.services.join(', ')} />
                </p>
                {ids.length === 0 ? null : (
                  <details>
                    <summary>{plural(ids.length, 'open change')}</summary>
                    <ChangeLinks ids={ids} changes={changes} />
                  </details>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
