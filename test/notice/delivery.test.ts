import { afterEach, describe, expect, it } from 'vitest';
import { mailMessenger } from '../../src/adapter/mail/index.ts';
import { SENDER_DEFAULTS, webhookSender } from '../../src/adapter/outgoing/index.ts';
import { slackBot, slackChannel } from '../../src/adapter/slack/index.ts';
import { type NoticeWays, readNoticeSettings } from '../../src/control/index.ts';
import type { Message } from '../../src/domain/notice/index.ts';
import { secretText, verifyWebhook } from '../../src/domain/outgoing/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { openNoticeWays } from '../../src/server-notice.ts';
import { closeReceivers, mailServer, receiver } from './receiver.ts';
import { EVENT, noticeTest } from './simulation.ts';

const KEY = new Uint8Array(32).fill(7);
const MESSAGE: Message = {
  subject: 'Firebreak: your sign-off is asked: a:b#1',
  lines: [
    {
      change: 'a:b#1',
      url: 'https://f.example/changes/a',
      pieces: [{ own: 'For ' }, { said: '<!channel> https://x.example' }],
    },
  ],
  more: 2,
  link: { text: 'Your inbox', url: 'https://f.example/inbox' },
};
const PERSON = { kind: 'person', person: 'ada', mails: ['7+ada@users.noreply.github.com', 'ada@example.com'] } as const;

afterEach(closeReceivers);

const LOOPBACK = { ...SENDER_DEFAULTS, allowsHttp: true, allowedNetworks: ['127.0.0.0/8'] };

describe('a program, over real HTTP', () => {
  it('gets every event signed and in order, again by the same id where its answer was lost', async () => {
    const { got, url } = await receiver((_, count) =>
      count === 2 ? 'hang up' : count === 3 ? { status: 503 } : { status: 204 },
    );
    const test = noticeTest();
    const webhook = { id: 'abc', url, keys: [KEY], sender: webhookSender(LOOPBACK) };
    const notifier = test.start({ ways: { ...test.ways, webhook } satisfies NoticeWays });
    await test.settle(notifier, 1);
    await test.append(EVENT.submitted('a:b#1'), EVENT.decided('a:b#1', 'hold'), EVENT.landed('a:b#1'));
    await test.settle(notifier, 40);
    const ids = got.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual(['fb_abc_1', 'fb_abc_2', 'fb_abc_2', 'fb_abc_2', 'fb_abc_3']);
    expect(got.map(({ body }) => JSON.parse(body).type)).toEqual([
      'change.submitted',
      'change.decided',
      'change.decided',
      'change.decided',
      'change.landed_without_permission',
    ]);
    for (const { headers, body } of got) {
      const at = instant(Number(headers['webhook-timestamp']) * 1000);
      const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      expect(verifyWebhook({ headers: flat, body, key: KEY, now: at }).ok).toBe(true);
    }
  });

  it('is not called in the inner network unless the operator names it', async () => {
    const { got, url } = await receiver(() => ({ status: 204 }));
    const settings = readNoticeSettings(
      (name) =>
        ({
          FIREBREAK_WEBHOOK_URL: url,
          FIREBREAK_WEBHOOK_SECRET: secretText(KEY),
          FIREBREAK_WEBHOOK_ALLOWS_HTTP: 'yes',
        })[name],
    );
    const ways = openNoticeWays(settings, () => 0);
    const test = noticeTest();
    const notifier = test.start({ ways });
    await test.settle(notifier, 1);
    await test.append(EVENT.submitted('a:b#1'));
    await test.settle(notifier, 3);
    expect(got).toEqual([]);
    expect(await notifier.figures()).toMatchObject({ firebreak_notice_receivers_disabled: 1 });
  });
});

describe('Slack, over real HTTP', () => {
  it('gets the channel’s messages by its webhook, without a mention that anybody wrote', async () => {
    const { got, url } = await receiver(() => ({ status: 200, body: 'ok' }));
    const way = slackChannel({ url: `${url}/services/x`, sender: webhookSender(LOOPBACK) });
    const { outcome } = await way.send({ to: { kind: 'channel' }, message: MESSAGE, id: 'fb-1' });
    expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
    const { text, blocks } = JSON.parse(got[0]?.body ?? '');
    expect(text).toBe(MESSAGE.subject);
    expect(JSON.stringify(blocks)).not.toContain('<!');
    expect(blocks).toHaveLength(4);
    expect((await way.send({ to: PERSON, message: MESSAGE, id: 'fb-2' })).outcome.kind).toBe('nobody');
  });

  it('finds a person by a mail of the catalog and remembers them', async () => {
    const { got, url } = await receiver(({ path }) => ({
      status: 200,
      body: path === '/users.lookupByEmail' ? '{"ok":true,"user":{"id":"U012AB3CD"}}' : '{"ok":true}',
    }));
    const way = bot(url);
    for (const id of ['fb-1', 'fb-2']) {
      expect((await way.send({ to: PERSON, message: MESSAGE, id })).outcome).toMatchObject({ status: 200 });
    }
    expect(got.map(({ path }) => path)).toEqual(['/users.lookupByEmail', '/chat.postMessage', '/chat.postMessage']);
    expect(got[0]?.body).toBe('email=ada%40example.com');
    expect(got[1]?.headers.authorization).toBe('Bearer xoxb-test-token');
    expect(JSON.parse(got[1]?.body ?? '').channel).toBe('U012AB3CD');
  });

  it.each([
    ['{"ok":false,"error":"user_disabled"}', { kind: 'rejected' }],
    ['{"ok":false,"error":"ratelimited"}', { kind: 'answered', status: 503 }],
    ['{"ok":false,"error":"invalid_auth"}', { kind: 'answered', status: 503 }],
    ['<html>', { kind: 'answered', status: 503 }],
  ])('takes a "no" with status 200 for what it is: %s', async (body, expected) => {
    const { url } = await receiver(() => ({ status: 200, body }));
    const way = bot(url, new Map([['ada', 'U012AB3CD']]));
    expect((await way.send({ to: PERSON, message: MESSAGE, id: 'fb-1' })).outcome).toMatchObject(expected);
  });

  it('leaves a person whom Slack does not know to the next way', async () => {
    const { url } = await receiver(() => ({ status: 200, body: '{"ok":false,"error":"users_not_found"}' }));
    expect((await bot(url).send({ to: PERSON, message: MESSAGE, id: 'fb-1' })).outcome.kind).toBe('nobody');
  });

  it('never shows its token in what it says of a failure', async () => {
    const { url } = await receiver(() => 'hang up');
    const { outcome, reason } = await bot(url).send({ to: PERSON, message: MESSAGE, id: 'fb-1' });
    expect(outcome.kind).toBe('unreachable');
    expect(reason).not.toContain('xoxb');
  });

  function bot(apiUrl: string, users: ReadonlyMap<string, string> = new Map()) {
    return slackBot({ token: 'xoxb-test-token', users, apiUrl, timeoutMs: 5_000, now: () => 0 });
  }
});

describe('mail, over real SMTP', () => {
  it('is plain text with one link, the same Message-ID over attempts, to an address of the catalog', async () => {
    const { mails, port } = await mailServer();
    const way = mailMessenger({
      url: `smtp://127.0.0.1:${port}`,
      from: 'fb@example.com',
      channel: null,
      timeoutMs: 5_000,
    });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect((await way.send({ to: PERSON, message: MESSAGE, id: 'fb-1' })).outcome).toMatchObject({ status: 200 });
    }
    expect(mails.map(({ to }) => to)).toEqual([['ada@example.com'], ['ada@example.com']]);
    const [first = ''] = mails.map(({ text }) => text);
    expect(first).toMatch(/^Subject: Firebreak: your sign-off is asked: a:b#1\r$/m);
    expect(first).toMatch(/^Message-ID: <fb-1@example\.com>\r$/m);
    expect(first).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(first).toMatch(/^Content-Type: text\/plain/m);
    expect(first.match(/https?:\/\//g)).toHaveLength(1);
    expect(mails[1]?.text.match(/^Message-ID: .*$/m)?.[0]).toBe(first.match(/^Message-ID: .*$/m)?.[0]);
    expect((await way.send({ to: { kind: 'channel' }, message: MESSAGE, id: 'fb-2' })).outcome.kind).toBe('nobody');
  });

  it.each([
    [550, { kind: 'rejected' }],
    [451, { kind: 'unreachable' }],
  ])('tells "never" (reply %i) from "not now"', async (reply, expected) => {
    const { port } = await mailServer(reply);
    const way = mailMessenger({
      url: `smtp://127.0.0.1:${port}`,
      from: 'fb@example.com',
      channel: null,
      timeoutMs: 5_000,
    });
    expect((await way.send({ to: PERSON, message: MESSAGE, id: 'fb-1' })).outcome).toEqual(expected);
  });

  it('sends no header that a hostile id or address brought', async () => {
    const { mails, port } = await mailServer();
    const way = mailMessenger({
      url: `smtp://127.0.0.1:${port}`,
      from: 'fb@example.com',
      channel: null,
      timeoutMs: 5_000,
    });
    const message = { ...MESSAGE, subject: 'x\r\nBcc: eve@example.com' };
    const to = {
      kind: 'person',
      person: 'ada',
      mails: ['a@b.example\r\nBcc: eve@example.com', '"x" <eve@example.com>', 'ok@example.com'],
    } as const;
    await way.send({ to, message, id: 'fb-1' });
    expect(mails.map((mail) => mail.to)).toEqual([['ok@example.com']]);
    expect(mails[0]?.text).not.toMatch(/^Bcc:/im);
  });

  it('does not speak in the clear to another machine', async () => {
    const { mails, port } = await mailServer();
    // A name that is no loopback address to us, whatever it resolves to.
    const way = mailMessenger({
      url: `smtp://127.0.0.2:${port}`,
      from: 'fb@example.com',
      channel: null,
      timeoutMs: 5_000,
    });
    expect((await way.send({ to: PERSON, message: MESSAGE, id: 'fb-1' })).outcome.kind).toBe('unreachable');
    expect(mails).toEqual([]);
  });
});

describe('settings of notices', () => {
  const read = (variables: Readonly<Record<string, string>>) => readNoticeSettings((name) => variables[name]);

  it('tell nobody anything where nothing is set', () => {
    const ways = openNoticeWays(read({}), () => 0);
    expect([ways.webhook, ways.channels.length, ways.personal.length]).toEqual([null, 0, 0]);
  });

  it('open every way that they name', () => {
    const ways = openNoticeWays(
      read({
        FIREBREAK_WEBHOOK_URL: 'https://hooks.example.com/x',
        FIREBREAK_WEBHOOK_SECRET: secretText(KEY),
        FIREBREAK_WEBHOOK_SECRET_PREVIOUS: secretText(new Uint8Array(24)),
        FIREBREAK_SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
        FIREBREAK_SLACK_BOT_TOKEN: 'xoxb-1234567890-x',
        FIREBREAK_SLACK_USERS: 'ada=U012AB3CD, bo=U045EF6GH',
        FIREBREAK_SMTP_URL: 'smtps://u:p@mail.example.com',
        FIREBREAK_MAIL_FROM: 'firebreak@example.com',
        FIREBREAK_MAIL_CHANNEL: 'team@example.com',
        FIREBREAK_NOTICES_OFF: 'cy',
        FIREBREAK_DIGEST_HOUR: '16',
      }),
      () => 0,
    );
    expect(ways.webhook?.keys).toHaveLength(2);
    expect(ways.channels.map(({ name }) => name)).toEqual(['slack', 'mail']);
    expect(ways.personal.map(({ name }) => name)).toEqual(['slack', 'mail']);
    expect([ways.digestHour, [...ways.optedOut]]).toEqual([16, ['cy']]);
  });

  it.each([
    [{ FIREBREAK_WEBHOOK_URL: 'https://x.example' }],
    [{ FIREBREAK_WEBHOOK_URL: 'ftp://x.example', FIREBREAK_WEBHOOK_SECRET: secretText(KEY) }],
    [{ FIREBREAK_WEBHOOK_URL: 'https://x.example', FIREBREAK_WEBHOOK_SECRET: 'short' }],
    [{ FIREBREAK_SLACK_WEBHOOK_URL: 'hooks.slack.com' }],
    [{ FIREBREAK_SLACK_BOT_TOKEN: 'secret' }],
    [{ FIREBREAK_SLACK_USERS: 'ada' }],
    [{ FIREBREAK_SMTP_URL: 'smtp://mail.example.com' }],
    [{ FIREBREAK_SMTP_URL: 'mail.example.com', FIREBREAK_MAIL_FROM: 'a@b.example' }],
    [{ FIREBREAK_SMTP_URL: 'smtp://mail.example.com', FIREBREAK_MAIL_FROM: 'A <a@b.example>' }],
    [{ FIREBREAK_DIGEST_HOUR: '24' }],
    [{ FIREBREAK_DIGEST_HOUR: 'noon' }],
  ])('are refused where they are not of their form, without being shown: %o', (variables) => {
    const given = variables as Readonly<Record<string, string>>;
    expect(() => read(given)).toThrow(expect.objectContaining({ code: 'bad-setting' }));
    try {
      read(given);
    } catch (error) {
      for (const value of Object.values(given)) if (value.length > 4) expect(String(error)).not.toContain(value);
    }
  });
});
