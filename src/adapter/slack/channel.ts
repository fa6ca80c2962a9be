import { type Messenger, slackMessage } from '../../domain/notice/index.ts';
import type { WebhookSender } from '../../domain/outgoing/index.ts';

/** Posts to the channel that an incoming webhook stands for. */
export function slackChannel(options: { readonly url: string; readonly sender: WebhookSender }): Messenger {
  const { url, sender } = options;
  return {
    name: 'slack',
    async send({ to, message }) {
      if (to.kind !== 'channel')
        return { outcome: { kind: 'nobody' }, reason: 'an incoming webhook reaches a channel' };
      const body = JSON.stringify(slackMessage(message));
      return sender.send({ url, webhook: { headers: { 'content-type': 'application/json' }, body } });
    },
  };
}
