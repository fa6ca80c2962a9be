import type { RolloutReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { useServerNow } from '../../read/clock.ts';
import { minutesText } from '../../text/number.ts';
import { stageForecastText } from './judgement-text.ts';

type Stage = RolloutReport['stages'][number];

const WORD: Readonly<Record<Stage['state'], string>> = { done: 'passed', current: 'here', ahead: 'ahead' };

/** The way to everything: how much each stage gives, how long it takes at least and at most, and where it stands. */
export function StageBar({ report }: { readonly report: RolloutReport }) {
  const forecast = report.end === null ? stageForecastText(report) : null;
  return (
    <section class="panel" aria-labelledby="stages-heading">
      <h2 id="stages-heading">Stages</h2>
      <ol class="stages">
        {report.stages.map((stage) => (
          <StageStep
            key={stage.name}
            stage={report.state === 'finished' ? { ...stage, state: 'done' } : stage}
            forecast={forecast}
          />
        ))}
        <li class={`stage is-${report.state === 'finished' ? 'done' : 'ahead'}`}>
          <Bar percent={100} />
          <p>
            <strong>100 %</strong> everything
          </p>
        </li>
      </ol>
    </section>
  );
}

function StageStep({ stage, forecast }: { readonly stage: Stage; readonly forecast: string | null }) {
  const { name, percent, state, promote, least_minutes: least, within_minutes: within, entered_at: at } = stage;
  const now = useServerNow();
  const spent = at === null ? null : Math.max(0, (now - Date.parse(at)) / 60_000);
  return (
    <li class={`stage is-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
      <Bar percent={percent} />
      <p>
        <strong>{percent} %</strong> <Said text={name} /> <span class="soft">{WORD[state]}</span>
      </p>
      {state === 'current' ? (
        <p>
          {spent === null ? '' : `${minutesText(spent)} here; `}
          {forecast ?? 'nothing is judged'}
        </p>
      ) : null}
      <p class="soft">
        at least {minutesText(least)}, at most {minutesText(within)}
        {promote === 'human' ? '; a human promotes it' : ''}
      </p>
    </li>
  );
}

function Bar({ percent }: { readonly percent: number }) {
  return (
    <svg class="stage-weight" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="stage-rest" width="100" height="8" />
      <rect class="stage-part" width={percent} height="8" />
    </svg>
  );
}
