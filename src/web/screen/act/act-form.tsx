import type { ComponentChildren } from 'preact';
import type { WriteAnswer } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { webAddress } from '../../text/visible.ts';
import { shortId } from '../../text/word.ts';
import type { FormProps } from './model.ts';
import { SendForm } from './send-form.tsx';

interface ActFormProps extends FormProps {
  /** Below the change: `signoff`, `return` and so on. */
  readonly path: string;
  readonly body: (data: FormData) => unknown;
  /** What the button does, as a verb with its object. */
  readonly word: string;
  readonly isGrave?: boolean;
  /** The button has the focus: there is nothing to fill in. */
  readonly isFirst?: boolean;
  /** Nothing can be sent, and why. */
  readonly whyNot?: string | null;
  readonly children: ComponentChildren;
}

/** Sends one write about a change. */
export function ActForm({ subject, path, children, ...rest }: ActFormProps) {
  const address = webAddress(subject.url);
  return (
    <SendForm<WriteAnswer> {...rest} path={`/api/v1/changes/${encodeURIComponent(subject.id)}/${path}`}>
      <p class="subject">
        <strong>
          <Said text={subject.title} />
        </strong>
        <span class="soft">
          <Said text={shortId(subject.id)} />
          {address === null ? null : (
            <>
              {' · '}
              <a href={address} target="_blank" rel="noopener noreferrer">
                read it on the forge
              </a>
            </>
          )}
        </span>
      </p>
      {children}
    </SendForm>
  );
}

/** Without known content nothing can be bound to it. */
export function whyNoContent(content: string | null): string | null {
  return content === null ? 'The content of the newest revision was not read yet. Try again in a few seconds.' : null;
}
