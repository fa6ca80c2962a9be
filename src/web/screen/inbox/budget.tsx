import type { InboxReport } from '../../../contract/index.ts';
import { Meter } from '../../part/meter.tsx';
import { countText } from '../../text/number.ts';

/** Minutes of the week: used, asked for now, and what is left. */
export function Budget({
  budget,
  asked,
}: {
  readonly budget: NonNullable<InboxReport['budget']>;
  readonly asked: number;
}) {
  const used = Math.round(budget.used_minutes);
  const week = Math.round(budget.week_minutes);
  const left = week - used - Math.round(asked);
  const rest = left >= 0 ? `${countText(left)} would be left` : `${countText(-left)} more than the week has`;
  return (
    <div class={`budget${left < 0 ? ' is-over' : ''}`}>
      <p>
        <strong>
          {countText(used)} of {countText(week)} min
        </strong>{' '}
        used this week
        {asked > 0 ? ` · ${countText(Math.round(asked))} asked now · ${rest}` : ''}
      </p>
      <Meter
        whole={week}
        parts={[
          { name: 'used', value: used },
          { name: 'asked', value: Math.round(asked) },
        ]}
        label={`${countText(used)} of ${countText(week)} senior minutes used, ${countText(Math.round(asked))} asked now`}
      />
    </div>
  );
}
