import { useState } from 'preact/hooks';
import { Said } from '../../part/said.tsx';
import { minutesText, plural } from '../../text/number.ts';
import { ActForm, whyNoContent } from './act-form.tsx';
import { LongText, ShortText } from './field.tsx';
import type { FormProps } from './model.ts';

/** Minutes; an override is for an emergency, a day at most. */
const TIMES = [30, 60, 240, 1_440];

/** Break-glass: it says whom it passes over, for how long, and what is owed afterwards. */
export function OverrideForm(props: FormProps) {
  const { subject } = props;
  const [minutes, setMinutes] = useState(60);
  return (
    <ActForm
      {...props}
      path="override"
      body={(data) => ({
        reason: String(data.get('reason')).trim(),
        ticket: String(data.get('ticket')).trim(),
        ttl_minutes: minutes,
        content_digest: subject.content,
      })}
      word={`Let it pass for ${minutesText(minutes)}`}
      isGrave
      whyNot={whyNoContent(subject.content)}
    >
      <div class="effect">
        <p>
          <strong>For {minutesText(minutes)} this content may pass</strong> although{' '}
          {plural(subject.reasons.length, 'reason')} {subject.reasons.length === 1 ? 'holds' : 'hold'} it:
        </p>
        <ul class="plain-list">
          {subject.reasons.slice(0, 5).map((reason) => (
            <li key={reason}>
              <Said text={reason} />
            </li>
          ))}
        </ul>
        <p>
          {subject.asked.length === 0 ? (
            'Nobody was asked yet, so nobody is passed over.'
          ) : (
            <>
              Passed over, and told at once: <Said text={subject.asked.join(', ')} />.
            </>
          )}{' '}
          A review is owed afterwards: until it is written, your next override is refused.
        </p>
      </div>
      <LongText name="reason" label="Reason, as it stands in the record" />
      <ShortText name="ticket" label="Ticket or incident" maxLength={200} />
      <label>
        For how long
        <select value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
          {TIMES.map((time) => (
            <option key={time} value={time}>
              {minutesText(time)}
            </option>
          ))}
        </select>
      </label>
    </ActForm>
  );
}
