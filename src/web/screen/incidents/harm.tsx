import type { IncidentReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { moneyText } from '../../text/number.ts';
import { impactText, MEASURE_WORD } from './state.ts';

/** What customers felt, and what it cost: ranges, each with where it comes from. */
export function Harm({ report }: { readonly report: IncidentReport }) {
  const { impact, impact_statements: statements, loss, loss_unknown: unknown } = report;
  const parties = (ids: readonly string[]) =>
    [...new Set(statements.filter(({ id }) => ids.includes(id)).map(({ party }) => party))].join(', ');
  return (
    <section class="panel" aria-labelledby="harm-heading">
      <h2 id="harm-heading">What did it cost?</h2>
      {impact.length === 0 ? <p class="soft">Nobody entered what customers felt.</p> : null}
      <ul class="harm-figures">
        {impact.map((figure) => (
          <li key={`${figure.measure} ${figure.flow} ${figure.currency}`}>
            <strong class="figure">{impactText(figure)}</strong>
            <span>
              {MEASURE_WORD[figure.measure]}
              {figure.flow === null ? null : (
                <>
                  {' '}
                  of <Said text={figure.flow} />
                </>
              )}
            </span>
            <span class="soft">
              {figure.basis} by <Said text={parties(figure.from)} />
              {figure.beside.length === 0 ? '' : '; others say otherwise, on weaker ground'}
            </span>
          </li>
        ))}
      </ul>
      {loss.map((each) => (
        <Loss key={`${each.flow} ${each.currency}`} loss={each} />
      ))}
      {unknown === null ? null : (
        <p class="soft">
          Money not known: <Said text={unknown} />.
        </p>
      )}
    </section>
  );
}

function Loss({ loss }: { readonly loss: IncidentReport['loss'][number] }) {
  const { flow, currency, p10, p50, p90, formula, inputs } = loss;
  return (
    <div class="loss">
      <p>
        <strong class="figure">
          {moneyText(p10, currency)} to {moneyText(p90, currency)}
        </strong>{' '}
        lost in <Said text={flow} />, {moneyText(p50, currency)} in the middle <span class="soft">(P10, P90, P50)</span>
      </p>
      <details>
        <summary>How that is worked out</summary>
        <p>
          <code>{formula}</code>
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">Factor</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Who states it</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map(({ name, low, high, from }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{figureText(low)}</td>
                <td>{figureText(high)}</td>
                <td>
                  <Said text={from} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

function figureText(value: number): string {
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: 3 }).format(value);
}
