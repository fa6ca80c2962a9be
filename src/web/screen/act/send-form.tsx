import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Trouble } from '../../part/trouble.tsx';
import type { Failure } from '../../read/request.ts';
import { useSession } from '../../read/session.tsx';

interface SendFormProps<T> {
  /** The whole address. */
  readonly path: string;
  readonly body: (data: FormData) => unknown;
  /** What the button does, as a verb with its object. */
  readonly word: string;
  readonly isGrave?: boolean | undefined;
  /** The button has the focus: there is nothing to fill in. */
  readonly isFirst?: boolean | undefined;
  /** Nothing can be sent, and why. */
  readonly whyNot?: string | null | undefined;
  readonly close: () => void;
  readonly sent: (answer: T) => void;
  /** Why an answer that came is none to go on with; `null` = it is one. */
  readonly refusal?: (answer: T) => Failure | null;
  readonly children: ComponentChildren;
}

/** Sends one write; while it fails, what was typed stays. */
export function SendForm<T>(props: SendFormProps<T>) {
  const { path, body, word, isGrave, isFirst, whyNot, close, sent, refusal, children } = props;
  const { send } = useSession();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    if (isBusy) return;
    setIsBusy(true);
    setFailure(null);
    const answer = await send<T>(path, body(new FormData(form)));
    setIsBusy(false);
    const failed = answer.ok ? (refusal?.(answer.value) ?? null) : answer.failure;
    setFailure(failed);
    if (answer.ok && failed === null) sent(answer.value);
  };
  return (
    <form
      class="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
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
