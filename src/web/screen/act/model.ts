import type { WriteAnswer } from '../../../contract/index.ts';

/** What somebody is about to do to a change. */
export type Act =
  | { readonly kind: 'sign' | 'return' | 'delegate' | 'override' }
  | { readonly kind: 'review'; readonly override: string };

/** What it is done to, as it stands on the screen: a write names the content that was looked at. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  readonly content: string | null;
  readonly url: string | null;
  /** Who is asked now, and so would be passed over. */
  readonly asked: readonly string[];
  /** What holds it, in words. */
  readonly reasons: readonly string[];
}

/** What each form of the dialog is given. */
export interface FormProps {
  readonly subject: Subject;
  readonly close: () => void;
  readonly sent: (answer: WriteAnswer) => void;
}
