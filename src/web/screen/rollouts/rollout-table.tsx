import type { RolloutList, RolloutRow } from '../../../contract/index.ts';
import { useKeys } from '../../key/use-keys.ts';
import { SignMark } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Empty } from '../../part/trouble.tsx';
import { When } from '../../part/when.tsx';
import { Link } from '../../route/navigation.tsx';
import { plural } from '../../text/number.ts';
import { shortId } from '../../text/word.ts';
import { rowText } from './judgement-text.ts';
import { ROLLOUT_STATE } from './state.ts';

/** What ended is told of this many at most. */
const MOST_ENDED = 8;

/** Every rollout that goes on, then the newest that ended. */
export function RolloutTable({ list: { rollouts, plans, unread } }: { readonly list: RolloutList }) {
  const open = rollouts.filter(({ state }) => ROLLOUT_STATE[state].isOpen);
  const ended = rollouts.filter(({ state }) => !ROLLOUT_STATE[state].isOpen);
  const shown = [...open, ...ended.slice(0, MOST_ENDED)];
  useKeys('Rollouts', [
    { key: 'j', label: 'next rollout', run: () => step(1) },
    { key: 'k', label: 'previous rollout', run: () => step(-1) },
  ]);
  return (
    <section class="panel" aria-labelledby="rollouts-heading">
      <h2 id="rollouts-heading">Rollouts</h2>
      {shown.length === 0 ? <NoRollout hasPlan={plans.length > 0} plan={plans[0]?.name} /> : null}
      <ul class="rollouts">
        {shown.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      {ended.length > MOST_ENDED ? (
        <p class="soft">And {plural(ended.length - MOST_ENDED, 'more')} that ended before.</p>
      ) : null}
      {unread.map((text) => (
        <p key={text} class="warning">
          Plans could not be read: <Said text={text} />
        </p>
      ))}
    </section>
  );
}

function Row({ row }: { readonly row: RolloutRow }) {
  const { id, plan, service, environment, repository, state, weights, changed_at: at } = row;
  const { sign, word } = ROLLOUT_STATE[state];
  return (
    <li class={`rollout-row is-${state}`}>
      <SignMark sign={sign} word={word} />
      <div>
        <Link to={{ name: 'rollouts', at: id }} class="ask-title">
          <Said text={service} /> in <Said text={environment} />
        </Link>
        <p>
          <Said text={rowText(row)} />
        </p>
        <p class="soft">
          {(ROLLOUT_STATE[state].isOpen ? Object.values(weights) : []).map((weight) => `${weight} % have it, `)}
          plan <Said text={plan} /> of <Said text={shortId(repository)} />, <When at={at} brief />
        </p>
      </div>
    </li>
  );
}

function NoRollout({ hasPlan, plan }: { readonly hasPlan: boolean; readonly plan: string | undefined }) {
  return hasPlan ? (
    <Empty title="Nothing is rolled out" argv={['firebreak', 'rollout', 'start', plan ?? 'PLAN']}>
      <p>A rollout gives a new version to more and more users, while a judge compares it with the one that stands:</p>
    </Empty>
  ) : (
    <Empty title="No plan is stated" argv={['firebreak', 'rollout', 'list']}>
      <p>
        A plan stands under <code>rollouts:</code> in <code>firebreak.yaml</code> of the protected branch: what is
        moved, which metrics are judged, and the stages. See what a server knows:
      </p>
    </Empty>
  );
}

function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.rollout-row .ask-title')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}
