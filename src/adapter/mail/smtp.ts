import { createTransport } from 'nodemailer';
import { type Address, type Messenger, mailText } from '../../domain/notice/index.ts';
import type { AttemptOutcome } from '../../domain/outgoing/index.ts';
import { printable } from '../../kernel/index.ts';

/** Characters of a subject: what a list of mails shows. */
const MAX_SUBJECT = 200;

/** Sends mails through the server that `url` names (`smtps://name:password@host`). */
export function mailMessenger(options: {
  readonly url: string;
  readonly from: string;
  /** Who gets what the channel is told; `null` = nobody. */
  readonly channel: string | null;
  /** For each of connecting, greeting, silence. */
  readonly timeoutMs: number;
}): Messenger {
  const { url, from, channel, timeoutMs } = options;
  const transport = createTransport({
    url: withTls(url),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = from.slice(from.indexOf('@') + 1);
  return {
    name: 'mail',
    async send({ to, message, id }) {
      const address = addressOf(to, channel);
      if (address === null) return { outcome: { kind: 'nobody' }, reason: 'no mail address is known' };
      try {
        await transport.sendMail({
          from,
          to: { name: '', address },
          subject: printable(message.subject).slice(0, MAX_SUBJECT),
          text: mailText(message),
          messageId: `<${id}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { outcome: { kind: 'answered', status: 200, retryAfterS: null }, reason: 'taken' };
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function addressOf(to: Address, channel: string | null): string | null {
  if (to.kind === 'channel') return channel;
  return to.mails.find((mail) => !/@users\.noreply\./.test(mail) && IS_MAIL.test(mail)) ?? null;
}

/** One address and nothing that a mail header could take for more. */
const IS_MAIL = /^[^\s@<>"',;:()\\[\]]{1,64}@[A-Za-z0-9.-]{1,190}$/;

/** STARTTLS is asked for unless the address says otherwise or the connection does not leave this machine. */
function withTls(text: string): string {
  const url = new URL(text);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (!isLocal && !url.searchParams.has('requireTLS')) url.searchParams.set('requireTLS', 'true');
  return url.toString();
}

/** What a reply that begins with 5 is about a message in: only there it is for ever (RFC 5321, 4.2.1); the rest an operator repairs. */
const ABOUT_MESSAGE: ReadonlySet<unknown> = new Set(['RCPT TO', 'DATA']);

function failed(error: unknown): { readonly outcome: AttemptOutcome; readonly reason: string } {
  const { responseCode, code, command } = error as Readonly<Record<'responseCode' | 'code' | 'command', unknown>>;
  const reply = typeof responseCode === 'number' ? responseCode : null;
  const said = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'the connection failed';
  const reason = reply === null ? said : `${said}, reply ${reply}`;
  const isFinal = reply !== null && reply >= 500 && ABOUT_MESSAGE.has(command);
  return { outcome: isFinal ? { kind: 'rejected' } : { kind: 'unreachable' }, reason };
}
