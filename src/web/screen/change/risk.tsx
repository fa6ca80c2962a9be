import type { DecisionDocument } from '../../../contract/index.ts';
import { Meter } from '../../part/meter.tsx';
import { Said } from '../../part/said.tsx';
import { countText, minutesText, percentText } from '../../text/number.ts';

/** How likely it is to need repair, and why. */
export function Risk({ decision: { risk, review } }: { readonly decision: DecisionDocument }) {
  return (
    <section class="panel" aria-labelledby="risk-heading">
      <h2 id="risk-heading">Risk</h2>
      {risk.score === null ? (
        <p>
          Not known: <Said text={risk.why_unknown ?? 'not computed'} />
        </p>
      ) : (
        <>
          <p class="value">
            {percentText(risk.score)} <small>likely to need repair</small>
          </p>
          {risk.percentile === null ? null : (
            <>
              <Meter
                whole={100}
                parts={[{ name: 'used', value: risk.percentile }]}
                label={`Higher than ${Math.round(risk.percentile)} % of the changes here`}
              />
              <p class="soft">higher than {Math.round(risk.percentile)} % of the changes before it here</p>
            </>
          )}
          <ol class="factors">
            {risk.factors.map((factor) => (
              <li key={factor.name}>
                <Said text={factor.text} />
              </li>
            ))}
          </ol>
          <p class="soft">{basisText(risk)}</p>
        </>
      )}
      <dl class="rows">
        <div>
          <dt>one careful review</dt>
          <dd>
            {minutesText(review.minutes)}{' '}
            <span class="soft">
              ({minutesText(review.low)} to {minutesText(review.high)})
            </span>
          </dd>
        </div>
        <div>
          <dt>of that, senior</dt>
          <dd>{minutesText(review.senior_minutes)}</dd>
        </div>
      </dl>
    </section>
  );
}

function basisText({ calibrated_on, model }: DecisionDocument['risk']): string {
  if (calibrated_on === 'public-data' || model === null) {
    return 'Calibrated on public data: a rank more than a promise for this repository.';
  }
  return `Learnt from ${countText(model.changes)} changes here, ${countText(model.harmful)} of which needed repair.`;
}
