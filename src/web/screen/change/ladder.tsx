import type { ChangeReport } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';

type Rung = ChangeReport['ladder'][number];

const STEP: Readonly<Record<Rung['step'], string>> = {
  intent: 'Intent',
  evidence: 'Evidence',
  risk: 'Risk',
  'sign-off': 'Sign-off',
  queue: 'Queue',
  canary: 'Canary',
  live: 'Live',
};

const STATE: Readonly<Record<Rung['state'], string>> = {
  done: 'done',
  now: 'now',
  stuck: 'stuck here',
  later: 'later',
  'not-connected': 'not connected',
};

const SHAPE: Readonly<Record<Rung['state'], string>> = {
  done: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  now: 'M8 8h.01',
  stuck: 'M5.5 4v8M10.5 4v8',
  later: '',
  'not-connected': 'M4.5 11.5l7-7',
};

/** The way to production, with the rung open where it stands. */
export function Ladder({ report: { ladder, rollout } }: { readonly report: ChangeReport }) {
  const open = ladder.find(({ state }) => state === 'stuck' || state === 'now');
  return (
    <section class="panel" aria-labelledby="ladder-heading">
      <h2 id="ladder-heading">The way to production</h2>
      <ol class="ladder">
        {ladder.map((rung) => (
          <li key={rung.step} class={`rung is-${rung.state}`} aria-current={rung === open ? 'step' : undefined}>
            <span class="rung-mark">
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d={SHAPE[rung.state]} />
              </svg>
            </span>
            <span class="rung-name">
              {rung.step === 'canary' && rollout !== null ? (
                <Link to={{ name: 'rollouts', at: rollout }}>{STEP[rung.step]}</Link>
              ) : (
                STEP[rung.step]
              )}
            </span>
            <span class="rung-state">{STATE[rung.state]}</span>
            <p class="rung-text">
              <Said text={rung.text} />
            </p>
          </li>
        ))}
      </ol>
      {open === undefined ? null : (
        <p class={`rung-open is-${open.state}`}>
          <strong>{STEP[open.step]}:</strong> <Said text={open.text} />
        </p>
      )}
    </section>
  );
}
