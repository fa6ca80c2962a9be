import type { AttemptOutcome } from './retry.ts';
import type { SignedWebhook } from './webhook.ts';

/** Sends one message once. Never rejects for what the receiver or the network does; the address is judged each time. */
export interface WebhookSender {
  send(request: {
    readonly url: string;
    readonly webhook: SignedWebhook;
  }): Promise<{ readonly outcome: AttemptOutcome /** For a log; nothing of the answer. */; readonly reason: string }>;
}
