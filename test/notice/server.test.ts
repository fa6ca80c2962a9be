import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretText } from '../../src/domain/outgoing/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { AI, lines, makeServerShop, type ServerShop } from '../support/server-shop.ts';
import { closeReceivers, type Got, mailServer, receiver } from './receiver.ts';

const clock = testClock();
let shop: ServerShop;
let server: RunningServer;
let mail: Awaited<ReturnType<typeof mailServer>>;
let program: { readonly got: readonly Got[]; readonly url: string };

beforeAll(async () => {
  shop = makeServerShop();
  mail = await mailServer();
  program = await receiver(() => ({ status: 204 }));
  const variables = {
    FIREBREAK_WEBHOOK_URL: program.url,
    FIREBREAK_WEBHOOK_SECRET: secretText(new Uint8Array(32)),
    FIREBREAK_WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
    FIREBREAK_WEBHOOK_ALLOWS_HTTP: 'yes',
    FIREBREAK_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    FIREBREAK_MAIL_FROM: 'firebreak@shop.example',
    FIREBREAK_MAIL_CHANNEL: 'team@shop.example',
    FIREBREAK_PUBLIC_URL: 'https://firebreak.shop.example',
  };
  server = await startServer({ data: temporaryFolder(), clock, repositories: [shop.path], variables });
});
afterAll(async () => {
  await server.stop();
  await closeReceivers();
  removeFolders();
});

describe('a server that tells others', () => {
  it('mails the one who is asked to sign, tells a program every event, and shows both in its figures', async () => {
    // The first pass fixes where new receivers begin.
    await until(
      () =>
        server.access.store.records.list({
          kind: 'notice-webhook',
          prefix: '',
          after: '',
          limit: 1,
          now: instant(clock.now()),
        }),
      (records) => records.length > 0,
    );
    const files = { 'src/checkout/pay.ts': `${lines('pay')}// Raise\n` };
    shop.commit({ branch: 'changes/raise', message: `Raise the limit\n\n${AI}`, files });
    const { body } = await until(
      () => server.owner.get('/api/v1/changes'),
      (answer) => answer.body.changes.length > 0,
    );
    const { id } = body.changes[0];
    const held = await decided(server.owner, id, 'hold');
    const [{ person }] = held.asks;
    clock.move(10_000);
    const mails = await until(
      async () => mail.mails,
      (all) => all.length > 0,
    );
    expect(mails.map(({ to }) => to)).toEqual([[`${person}@shop.example`]]);
    const text = mails[0]?.text.replaceAll('=\r\n', '') ?? '';
    expect(text).toContain(`Subject: Firebreak: your sign-off is asked: ${id}`);
    expect(text).toContain(`https://firebreak.shop.example/changes/${encodeURIComponent(id)}`);
    const types = () => program.got.map(({ body: text }) => JSON.parse(text).type as string);
    await until(
      async () => types(),
      (all) => all.includes('verdict.published'),
    );
    expect(types().filter((type) => type !== 'change.content_read')).toEqual([
      'change.submitted',
      'change.decided',
      'review.asked',
      'verdict.published',
    ]);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^firebreak_notice_receivers_disabled 0$/m);
    expect(metrics).toMatch(/^firebreak_notices_lost 0$/m);
    expect(server.faults.filter((fault) => fault.startsWith('notice'))).toEqual([]);
  });
});
