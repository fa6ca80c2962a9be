import { ActForm } from './act-form.tsx';
import { LongText, ShortText } from './field.tsx';
import type { FormProps } from './model.ts';

/** Somebody else is asked instead. */
export function DelegateForm(props: FormProps) {
  return (
    <ActForm
      {...props}
      path="delegate"
      body={(data) => ({ to: String(data.get('to')).trim(), reason: String(data.get('reason')).trim() })}
      word="Ask this person instead"
    >
      <p>The person is asked in your place. Whether their sign-off counts is for the policy to say.</p>
      <ShortText name="to" label="Person of the catalog" maxLength={100} />
      <LongText name="reason" label="Why (may be empty)" isOptional />
    </ActForm>
  );
}
