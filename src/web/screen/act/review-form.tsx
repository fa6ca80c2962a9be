import { ActForm } from './act-form.tsx';
import { LongText } from './field.tsx';
import type { FormProps } from './model.ts';

/** The later look at an override: was it right, and what follows? */
export function ReviewForm(props: FormProps & { readonly override: string }) {
  return (
    <ActForm
      {...props}
      path={`overrides/${encodeURIComponent(props.override)}/review`}
      body={(data) => ({ finding: String(data.get('finding')).trim() })}
      word="Record the finding"
    >
      <p>The finding is recorded for ever; after it, whoever overrode may do so again.</p>
      <LongText name="finding" label="Was it right, and what follows?" />
    </ActForm>
  );
}
