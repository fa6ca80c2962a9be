import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { WriteAnswer } from '../../../contract/index.ts';
import { Said } from '../../part/said.tsx';
import { Trouble } from '../../part/trouble.tsx';
import type { Failure } from '../../read/request.ts';
import { useSession } from '../../read/session.tsx';
import { webAddress } from '../../text/visible.ts';
import { shortId } from '../../text/word.ts';
import type { FormProps } from './model.ts';

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

/** Sends one write; while it fails, what was typed stays. */
export function ActForm({ subject, close, sent, path, body, word, isGrave, isFirst, whyNot, children }: ActFormProps) {
  const { send } = useSession();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const address = webAddress(subject.url);
  const submit = async (form: HTMLFormElement) => {
    if (isBusy) return;
    setIsBusy(true);
    setFailure(null);
    const answer = await send<WriteAnswer>(
      `/api/v1/changes/${encodeURIComponent(subject.id)}/${path}`,
      body(new FormData(form)),
    );
    setIsBusy(false);
    if (answer.ok) sent(answer.value);
    else setFailure(answer.failure);
  };
  return (
    <form
      class="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
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
      {failure === null ? null : <Trouble failure={failure} />}
      {whyNot === null || whyNot === undefined ? null : <p class="warning">{whyNot}</p>}
      <p class="form-end">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button
          type="submit"
          data-first={isFirst}
          class={isGrave === true ? 'grave' : 'primary'}
          disabled={isBusy || (whyNot ?? null) !== null}
        >
          {isBusy ? 'Sending…' : word}
        </button>
      </p>
    </form>
  );
}

/** Without known content nothing can be bound to it. */
export function whyNoContent(content: string | null): string | null {
  return content === null ? 'The content of the newest revision was not read yet. Try again in a few seconds.' : null;
}
