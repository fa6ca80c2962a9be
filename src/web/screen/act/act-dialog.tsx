import type { WriteAnswer } from '../../../contract/index.ts';
import { Dialog } from '../../part/dialog.tsx';
import { VERDICT_WORD } from '../../text/word.ts';
import { DelegateForm } from './delegate-form.tsx';
import type { Act, FormProps, Subject } from './model.ts';
import { OverrideForm } from './override-form.tsx';
import { ReturnForm } from './return-form.tsx';
import { ReviewForm } from './review-form.tsx';
import { SignForm } from './sign-form.tsx';

const TITLE: Readonly<Record<Act['kind'], string>> = {
  sign: 'Sign off',
  return: 'Return',
  delegate: 'Delegate',
  override: 'Override the hold',
  review: 'Review the override',
};

interface ActDialogProps {
  readonly act: Act;
  readonly subject: Subject;
  readonly close: () => void;
  /** With the sentence that says what came of it. */
  readonly done: (text: string) => void;
}

/** Asks before it does, and names the effect. */
export function ActDialog({ act, subject, close, done }: ActDialogProps) {
  const props = {
    subject,
    close,
    sent: ({ text, verdict }: WriteAnswer) => done(`${text} Verdict: ${VERDICT_WORD[verdict]}.`),
  };
  return (
    <Dialog title={TITLE[act.kind]} close={close}>
      {formOf(act, props)}
    </Dialog>
  );
}

function formOf(act: Act, props: FormProps) {
  switch (act.kind) {
    case 'sign':
      return <SignForm {...props} />;
    case 'return':
      return <ReturnForm {...props} />;
    case 'delegate':
      return <DelegateForm {...props} />;
    case 'override':
      return <OverrideForm {...props} />;
    case 'review':
      return <ReviewForm {...props} override={act.override} />;
  }
}
