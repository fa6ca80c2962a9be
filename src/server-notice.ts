import { mailMessenger } from './adapter/mail/index.ts';
import { SENDER_DEFAULTS, webhookSender } from './adapter/outgoing/index.ts';
import { pagerdutyPager } from './adapter/pagerduty/index.ts';
import { SLACK_API, slackBot, slackChannel } from './adapter/slack/index.ts';
import { type NoticeSettings, type NoticeWays, webhookId } from './control/index.ts';

/** For one attempt: a node talks to few receivers at once. */
const TIMEOUT_MS = 10_000;

/** Every way to tell people and programs that the settings name. Fault: an allowed network is none. */
export function openNoticeWays(settings: NoticeSettings, now: () => number): NoticeWays {
  const {
    webhook,
    slackWebhookUrl,
    slackBotToken,
    slackUsers,
    mail,
    pagerduty,
    allowedNetworks,
    optedOut,
    digestHour,
  } = settings;
  const reach = { ...SENDER_DEFAULTS, allowedNetworks, timeoutMs: TIMEOUT_MS };
  const mails = mail === null ? null : mailMessenger({ ...mail, url: mail.smtpUrl, timeoutMs: TIMEOUT_MS });
  return {
    webhook:
      webhook === null
        ? null
        : {
            id: webhookId(webhook.url),
            url: webhook.url,
            keys: webhook.keys,
            sender: webhookSender({ ...reach, allowsHttp: webhook.allowsHttp }),
          },
    pager:
      pagerduty === null
        ? null
        : pagerdutyPager({
            ...pagerduty,
            id: `pagerduty-${webhookId(pagerduty.routingKey)}`,
            sender: webhookSender(reach),
          }),
    channels: [
      ...(slackWebhookUrl === null ? [] : [slackChannel({ url: slackWebhookUrl, sender: webhookSender(reach) })]),
      ...(mails === null || mail?.channel == null ? [] : [mails]),
    ],
    personal: [
      ...(slackBotToken === null
        ? []
        : [slackBot({ token: slackBotToken, users: slackUsers, apiUrl: SLACK_API, timeoutMs: TIMEOUT_MS, now })]),
      ...(mails === null ? [] : [mails]),
    ],
    optedOut,
    digestHour,
  };
}
