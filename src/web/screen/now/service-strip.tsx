import type { NowReport } from '../../../contract/index.ts';
import { StateMark, Tier } from '../../part/mark.tsx';
import { Said } from '../../part/said.tsx';
import { Link } from '../../route/navigation.tsx';
import { countText, minutesText } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';

/** One tile a service: state, what is open there, what has waited longest. */
export function ServiceStrip({ services }: { readonly services: NowReport['services'] }) {
  return (
    <ul class="strip">
      {services.map((service) => (
        <li key={service.service} class={`tile state-${service.state}`}>
          <div class="tile-head">
            <strong class="name">
              <Said text={service.service} />
            </strong>
            <Tier tier={service.tier} />
          </div>
          <StateMark state={service.state} />
          <p class="tile-counts">
            <Count service={service.service} count={service.open} word="open" />
            {service.held > 0 ? (
              <Count service={service.service} count={service.held} word="held" verdict="hold" />
            ) : null}
            {service.blocked > 0 ? (
              <Count service={service.service} count={service.blocked} word="blocked" verdict="block" />
            ) : null}
          </p>
          <p class="soft">
            {service.oldest_minutes === null ? 'nothing waits' : `oldest waits ${minutesText(service.oldest_minutes)}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface CountProps {
  readonly service: string;
  readonly count: number;
  readonly word: string;
  readonly verdict?: string;
}

function Count({ service, count, word, verdict }: CountProps) {
  const filter = { state: 'open', service, ...(verdict === undefined ? {} : { verdict }) };
  return (
    <Link to={{ name: 'changes', filter }} label={`${countText(count)} ${word} in ${visibleText(service)}`}>
      {countText(count)} {word}
    </Link>
  );
}
