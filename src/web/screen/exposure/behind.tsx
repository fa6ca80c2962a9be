import type { ExposureReport } from '../../../contract/index.ts';
import { Meter } from '../../part/meter.tsx';
import { moneyText } from '../../text/number.ts';
import { moneyOf } from './spread.ts';

interface BehindProps {
  readonly report: ExposureReport;
  readonly free: ReadonlySet<string>;
  readonly only: string | null;
}

/** How much money a minute stands where, by currency. */
export function Behind({ report, free, only }: BehindProps) {
  const sums = moneyOf(report.flows, free, only);
  const unvalued = report.flows.filter(({ money_per_minute }) => money_per_minute === null).length;
  if (sums.length === 0) return null;
  return (
    <section class="behind" aria-label="Money a minute">
      {sums.map(({ currency, free: open, stopped, calm }) => (
        <div key={currency} class="panel">
          <dl class="figures">
            <div>
              <dt>reached by what may pass</dt>
              <dd class="is-open">{moneyText(open, currency)}</dd>
            </div>
            <div>
              <dt>behind the firebreak: reached only by what is held</dt>
              <dd class="is-stopped">{moneyText(stopped, currency)}</dd>
            </div>
            <div>
              <dt>not reached</dt>
              <dd>{moneyText(calm, currency)}</dd>
            </div>
          </dl>
          <Meter
            whole={open + stopped + calm}
            parts={[
              { name: 'stop', value: open },
              { name: 'hold', value: stopped },
            ]}
            label={`A minute: ${moneyText(open, currency)} reached by what may pass, ${moneyText(stopped, currency)} behind the firebreak, ${moneyText(calm, currency)} not reached`}
          />
          <p class="soft">
            a minute, over critical flows{unvalued > 0 ? `; ${unvalued} of them without a stated value` : ''}
          </p>
        </div>
      ))}
    </section>
  );
}
