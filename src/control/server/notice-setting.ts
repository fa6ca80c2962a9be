import { readSecret } from '../../domain/outgoing/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { SettingReader } from '../access/index.ts';

/** Who is told, and by which ways, as the operator sets it. */
export interface NoticeSettings {
  readonly webhook: { readonly url: string; readonly keys: readonly Uint8Array[]; readonly allowsHttp: boolean } | null;
  /** Networks that webhooks may reach though they are not public. */
  readonly allowedNetworks: readonly string[];
  /** Address of Slack's incoming webhook for the channel. */
  readonly slackWebhookUrl: string | null;
  readonly slackBotToken: string | null;
  /** Slack's user ids by person. */
  readonly slackUsers: ReadonlyMap<string, string>;
  readonly mail: {
    readonly smtpUrl: string;
    readonly from: string;
    /** Who gets what the channel is told; `null` = nobody by mail. */
    readonly channel: string | null;
  } | null;
  /** Whom PagerDuty calls out; `null` = nobody. */
  readonly pagerduty: { readonly routingKey: string; readonly url: string } | null;
  readonly optedOut: ReadonlySet<string>;
  /** Hour of the day, UTC. */
  readonly digestHour: number;
}

/** When people in Europe begin to work, and those in America have ended. */
const DIGEST_HOUR = 7;

/** Reads `FIREBREAK_WEBHOOK_*`, `_SLACK_*`, `_SMTP_URL`, `_MAIL_*`, `_PAGERDUTY_*`, `_NOTICES_*`; docs/notices.md lists them. Fault `bad-setting`. */
export function readNoticeSettings(setting: SettingReader): NoticeSettings {
  const read = (name: string): string | null => setting(name)?.trim() || null;
  return {
    webhook: webhookOf(read),
    allowedNetworks: words(read('FIREBREAK_WEBHOOK_ALLOWED_NETWORKS')),
    slackWebhookUrl: addressIn(read, 'FIREBREAK_SLACK_WEBHOOK_URL'),
    slackBotToken: botTokenOf(read),
    slackUsers: usersOf(read),
    mail: mailOf(read),
    pagerduty: pagerdutyOf(read),
    optedOut: new Set(words(read('FIREBREAK_NOTICES_OFF'))),
    digestHour: hourOf(read),
  };
}

type Read = (name: string) => string | null;

function webhookOf(read: Read): NoticeSettings['webhook'] {
  const url = addressIn(read, 'FIREBREAK_WEBHOOK_URL');
  if (url === null) return null;
  const named = ['FIREBREAK_WEBHOOK_SECRET', 'FIREBREAK_WEBHOOK_SECRET_PREVIOUS'];
  const keys = named.flatMap((name) => {
    const text = read(name);
    const key = text === null ? null : readSecret(text);
    if (text !== null && key === null) throw wrong(name, 'is no secret', 'Write whsec_ and base64 of 24 to 64 bytes.');
    return key === null ? [] : [key];
  });
  if (read('FIREBREAK_WEBHOOK_SECRET') === null) {
    throw wrong(
      'FIREBREAK_WEBHOOK_SECRET',
      'is not set, but FIREBREAK_WEBHOOK_URL is',
      'Make one: whsec_ and the output of `openssl rand -base64 32`.',
    );
  }
  return { url, keys, allowsHttp: url.startsWith('http:') && allowsPlain(read) };
}

function allowsPlain(read: Read): boolean {
  const text = read('FIREBREAK_WEBHOOK_ALLOWS_HTTP')?.toLowerCase() ?? 'no';
  if (text === 'yes') return true;
  if (text === 'no') return false;
  throw wrong('FIREBREAK_WEBHOOK_ALLOWS_HTTP', 'is neither yes nor no', 'Write yes or no.');
}

/** Never shown: an address of Slack's is itself a secret. */
function addressIn(read: Read, name: string): string | null {
  const text = read(name);
  if (text === null) return null;
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isAddress) throw wrong(name, 'is no http address', 'Write it as https://hooks.example.com/path.');
  return text;
}

function botTokenOf(read: Read): string | null {
  const token = read('FIREBREAK_SLACK_BOT_TOKEN');
  if (token === null || /^xox[a-z]-[\w-]{10,250}$/.test(token)) return token;
  throw wrong('FIREBREAK_SLACK_BOT_TOKEN', 'is no token of a bot', 'It begins with xoxb-.');
}

function usersOf(read: Read): ReadonlyMap<string, string> {
  const name = 'FIREBREAK_SLACK_USERS';
  return new Map(
    words(read(name)).map((pair) => {
      const [, person, user] = /^([^=]{1,200})=([UW][A-Z0-9]{2,20})$/.exec(pair) ?? [];
      if (person === undefined || user === undefined) {
        throw wrong(name, 'holds what is no person=user', 'Write ada=U012AB3CD, bo=U045EF6GH.');
      }
      return [person.trim(), user];
    }),
  );
}

function mailOf(read: Read): NoticeSettings['mail'] {
  const smtpUrl = read('FIREBREAK_SMTP_URL');
  if (smtpUrl === null) return null;
  if (!URL.canParse(smtpUrl) || !/^smtps?:$/.test(new URL(smtpUrl).protocol) || new URL(smtpUrl).hostname === '') {
    throw wrong(
      'FIREBREAK_SMTP_URL',
      'is no address of a mail server',
      'Write smtps://name:password@mail.example.com.',
    );
  }
  const from = mailIn(read, 'FIREBREAK_MAIL_FROM');
  if (from === null) {
    throw wrong('FIREBREAK_MAIL_FROM', 'is not set, but FIREBREAK_SMTP_URL is', 'Write firebreak@example.com.');
  }
  return { smtpUrl, from, channel: mailIn(read, 'FIREBREAK_MAIL_CHANNEL') };
}

function mailIn(read: Read, name: string): string | null {
  const text = read(name);
  if (text === null || /^[^\s@<>"',;:()]{1,64}@[A-Za-z0-9.-]{1,190}$/.test(text)) return text;
  throw wrong(name, 'is no mail address', 'Write firebreak@example.com, without a name.');
}

/** PagerDuty's own region of the United States. */
const PAGERDUTY_EVENTS = 'https://events.pagerduty.com';

function pagerdutyOf(read: Read): NoticeSettings['pagerduty'] {
  const name = 'FIREBREAK_PAGERDUTY_ROUTING_KEY';
  const routingKey = read(name);
  if (routingKey === null) return null;
  if (!/^[A-Za-z0-9]{32}$/.test(routingKey)) {
    throw wrong(name, 'is no routing key', 'It is the 32 characters of an integration with the Events API v2.');
  }
  const url = addressIn(read, 'FIREBREAK_PAGERDUTY_EVENTS_URL') ?? PAGERDUTY_EVENTS;
  return { routingKey, url: url.replace(/\/+$/, '') };
}

function hourOf(read: Read): number {
  const text = read('FIREBREAK_DIGEST_HOUR');
  if (text === null) return DIGEST_HOUR;
  const hour = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(hour < 24)) throw wrong('FIREBREAK_DIGEST_HOUR', 'is no hour', 'Write 0 to 23, in UTC.');
  return hour;
}

function words(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function wrong(name: string, what: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code: 'bad-setting', message: `${name} ${what}`, fix });
}
