import { ActForm, whyNoContent } from './act-form.tsx';
import { LongText } from './field.tsx';
import type { FormProps } from './model.ts';

/** Back to the author, with what is missing. */
export function ReturnForm(props: FormProps) {
  const { content } = props.subject;
  return (
    <ActForm
      {...props}
      path="return"
      body={(data) => ({ reason: String(data.get('reason')).trim(), content_digest: content })}
      word="Return to its author"
      whyNot={whyNoContent(content)}
    >
      <p>It holds until its content changes, or until you sign it after all. Its author sees the reason.</p>
      <LongText name="reason" label="What has to change" />
    </ActForm>
  );
}
