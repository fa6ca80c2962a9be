import { type Address, type Messenger, slackMessage } from '../../domain/notice/index.ts';
import type { AttemptOutcome } from '../../domain/outgoing/index.ts';
import { callSlack, type SlackAnswer } from './call.ts';

export const SLACK_API = 'https://slack.com/api';

/** A user id is kept this long: people come and go slowly, and Slack counts questions. */
const KEPT_MS = 60 * 60_000;
/** Mails of one person that are asked for. */
const MAX_MAILS = 5;

/** What Slack says of a message that it will never take (chat.postMessage, "Errors"). */
const NEVER: ReadonlySet<string> = new Set([
  'channel_not_found',
  'cannot_dm_bot',
  'user_disabled',
  'user_not_found',
  'users_not_found',
  'msg_too_long',
  'no_text',
  'invalid_blocks',
  'is_archived',
  'messages_tab_disabled',
]);

/** Sends direct messages as a bot with the scopes `chat:write` and `users:read.email`. */
export function slackBot(options: {
  readonly token: string;
  /** By person. */
  readonly users: ReadonlyMap<string, string>;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly now: () => number;
}): Messenger {
  const { users } = options;
  const known = new Map<string, { readonly user: string | null; readonly at: number }>();
  const userOf = async (person: string, mails: readonly string[]): Promise<string | null | SlackAnswer> => {
    const kept = known.get(person);
    if (kept !== undefined && options.now() - kept.at < KEPT_MS) return kept.user;
    for (const mail of mails.slice(0, MAX_MAILS)) {
      const answer = await callSlack({ ...options, method: 'users.lookupByEmail', form: { email: mail } });
      if (answer.kind === 'ok' && answer.user !== null) {
        known.set(person, { user: answer.user, at: options.now() });
        return answer.user;
      }
      if (answer.kind !== 'ok' && answer.error !== 'users_not_found') return answer;
    }
    known.set(person, { user: null, at: options.now() });
    return null;
  };
  return {
    name: 'slack',
    async send({ to, message }) {
      if (to.kind !== 'person') return NOBODY;
      const user = users.get(to.person) ?? (await userOf(to.person, mailsOf(to)));
      if (user === null) return NOBODY;
      if (typeof user !== 'string') return failed(user);
      const json = { channel: user, ...slackMessage(message) };
      const answer = await callSlack({ ...options, method: 'chat.postMessage', json });
      if (answer.kind !== 'ok') return failed(answer);
      return { outcome: { kind: 'answered', status: 200, retryAfterS: null }, reason: 'taken' };
    },
  };
}

const NOBODY = { outcome: { kind: 'nobody' }, reason: 'Slack knows no such user' } as const;

function mailsOf(to: Extract<Address, { kind: 'person' }>): readonly string[] {
  return to.mails.filter((mail) => !/@users\.noreply\./.test(mail));
}

function failed(answer: SlackAnswer): { readonly outcome: AttemptOutcome; readonly reason: string } {
  if (answer.kind === 'unreachable') return { outcome: { kind: 'unreachable' }, reason: 'no answer of Slack' };
  const said = answer.error ?? 'an answer that cannot be read';
  if (NEVER.has(said)) return { outcome: { kind: 'rejected' }, reason: `Slack says ${said}` };
  // A status of an error that may pass: a token is exchanged, a limit ends.
  const status = answer.status >= 400 ? answer.status : 503;
  return {
    outcome: { kind: 'answered', status: status === 410 ? 503 : status, retryAfterS: answer.retryAfterS },
    reason: `Slack says ${said}`,
  };
}
