import type { RolloutMetric } from '../../../contract/index.ts';
import { SignMark } from '../../part/mark.tsx';
import { Meter } from '../../part/meter.tsx';
import { Said } from '../../part/said.tsx';
import { serverNow } from '../../read/clock.ts';
import { countText, percentText, plural } from '../../text/number.ts';
import { momentText } from '../../text/time.ts';
import { sentenceText } from '../../text/word.ts';
import { RatioPicture } from './ratio-picture.tsx';
import { METRIC_STATE } from './state.ts';

/** One metric: picture, what it comes to, how much evidence and how many samples, and the numbers behind it. */
export function MetricTile({ metric }: { readonly metric: RolloutMetric }) {
  const { state, part, critical, samples, stop, proof, text } = metric;
  const { sign, word } = METRIC_STATE[state];
  return (
    <li class={`metric is-${state}`}>
      <div class="tile-head">
        <h3>
          <Said text={metric.metric} />
          {part === null ? null : (
            <>
              {' '}
              <span class="chip">
                <Said text={part} />
              </span>
            </>
          )}
        </h3>
        <SignMark sign={sign} word={word} />
      </div>
      <p class="soft metric-weight">
        {critical ? 'Critical: it stops the rollout alone.' : 'It counts together with others.'}
      </p>
      <RatioPicture metric={metric} />
      <p>
        <Said text={sentenceText(text, { capital: true })} />
      </p>
      <Samples samples={samples} state={state} />
      {stop.line === null ? null : (
        <Evidence word="that it is worse" name="stop" told={stop.evidence} line={stop.line} />
      )}
      {critical ? <Evidence word="that it is no worse" name="pass" told={proof.evidence} line={proof.line} /> : null}
      <Numbers metric={metric} />
    </li>
  );
}

function Samples({ samples, state }: Pick<RolloutMetric, 'samples' | 'state'>) {
  const { seen, needed, enough } = samples;
  const text =
    state === 'no-data'
      ? 'No sample came'
      : enough
        ? `${countText(seen)} events, enough to stop it (${countText(needed)} needed)`
        : `${countText(seen)} of ${plural(needed, 'event')} needed before anything stops it`;
  return (
    <div class="measure">
      <p>
        <span class="soft">Samples</span> {text}
      </p>
      <Meter whole={needed} parts={[{ name: enough ? 'used' : 'wait', value: Math.min(seen, needed) }]} label={text} />
    </div>
  );
}

interface EvidenceProps {
  readonly word: string;
  readonly name: 'stop' | 'pass';
  /** Logarithms. */
  readonly told: number;
  readonly line: number;
}

/** How far the evidence stands on its way to the line at which it decides. */
function Evidence({ word, name, told, line }: EvidenceProps) {
  const part = Math.max(0, told / line);
  const text = part >= 1 ? 'the line is crossed' : part === 0 ? 'none' : `${percentText(part)} of the way to its line`;
  return (
    <div class="measure">
      <p>
        <span class="soft">Evidence {word}</span> {text}
      </p>
      <Meter
        whole={line}
        parts={[{ name, value: Math.min(line, Math.max(0, told)) }]}
        label={`Evidence ${word}: ${text}`}
      />
    </div>
  );
}

/** Looks told in the table; the picture has all. */
const MOST_LOOKS = 8;

function Numbers({ metric }: { readonly metric: RolloutMetric }) {
  const { canary, control, ratio, trace, dispersion, dropped, stop, proof } = metric;
  const looks = trace.slice(-MOST_LOOKS).reverse();
  const refused = Object.entries(dropped);
  const now = serverNow();
  return (
    <details>
      <summary>Numbers</summary>
      <table>
        <caption class="soft">
          An interval holds at every look in {percentText(ratio.level)} of rollouts; stop line {fixed(stop.base)}×,
          limit {fixed(proof.limit)}×
        </caption>
        <thead>
          <tr>
            <th scope="col">Look</th>
            <th scope="col">New to old</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {looks.map(({ at, estimate, low, high }) => (
            <tr key={at}>
              <th scope="row">{momentText(Date.parse(at), now)}</th>
              <td>{estimate === null ? 'not told' : `${fixed(estimate)}×`}</td>
              <td>{low === null ? 'any' : `${fixed(low)}×`}</td>
              <td>{high === null ? 'any' : `${fixed(high)}×`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="rows">
        <div>
          <dt>new version</dt>
          <dd>{armText(canary)}</dd>
        </div>
        <div>
          <dt>old version</dt>
          <dd>{armText(control)}</dd>
        </div>
        <div>
          <dt>scatter beyond chance</dt>
          <dd>
            {dispersion.state === 'unknown'
              ? 'not learnt: a margin is kept'
              : `${fixed(dispersion.phi)} times, ${dispersion.state} from ${plural(dispersion.windows, 'window')}`}
          </dd>
        </div>
        {refused.length === 0 ? null : (
          <div>
            <dt>samples that did not count</dt>
            <dd>{refused.map(([code, count]) => `${countText(count)} ${code}`).join(', ')}</dd>
          </div>
        )}
      </dl>
    </details>
  );
}

function armText({ events, exposure }: RolloutMetric['canary']): string {
  return exposure === null ? plural(events, 'event') : `${countText(events)} of ${countText(exposure)}`;
}

function fixed(value: number): string {
  return value.toFixed(2);
}
