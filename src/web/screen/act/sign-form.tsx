import { shortDigest } from '../../text/word.ts';
import { ActForm, whyNoContent } from './act-form.tsx';
import type { FormProps } from './model.ts';

/** One more key press, so that no single one signs. */
export function SignForm(props: FormProps) {
  const { content } = props.subject;
  return (
    <ActForm
      {...props}
      path="signoff"
      body={() => ({ content_digest: content })}
      word="Sign off this content"
      whyNot={whyNoContent(content)}
      isFirst
    >
      {content === null ? null : (
        <p>
          You state that you reviewed content <code>{shortDigest(content)}</code>. It is recorded for ever under your
          name, and counts for exactly this content: a clean rebase keeps it, any other push makes it stale.
        </p>
      )}
    </ActForm>
  );
}
