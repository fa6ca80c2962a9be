import type { AttemptOutcome } from '../outgoing/index.ts';
import type { Message } from './model.ts';
import type { Page } from './page.ts';

/** Where a message goes. */
export type Address =
  | { readonly kind: 'channel' }
  | {
      readonly kind: 'person';
      readonly person: string /** Lower-case; may be empty. */;
      readonly mails: readonly string[];
    };

/** Brings one message to people, once. Never rejects for what the receiver or the network does. */
export interface Messenger {
  /** Shown in logs and metrics, e.g. `slack`. */
  readonly name: string;
  send(request: {
    readonly to: Address;
    readonly message: Message;
    /** The same over all attempts: `[a-z0-9-]`. */
    readonly id: string;
  }): Promise<{
    /** `nobody` = this way does not reach them, another may. */
    readonly outcome: AttemptOutcome | { readonly kind: 'nobody' };
    /** For a log; nothing of the answer. */
    readonly reason: string;
  }>;
}

/** Calls out whoever is on duty, once for one name. Never rejects for what the receiver or the network does. */
export interface Pager {
  /** Shown in logs and metrics, e.g. `pagerduty`. */
  readonly name: string;
  /** Of the receiver, so that another one is told from its own beginning: `[a-z0-9-]`. */
  readonly id: string;
  send(page: Page): Promise<{
    readonly outcome: AttemptOutcome;
    /** For a log; nothing of the answer. */
    readonly reason: string;
  }>;
}
