import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlockList } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readSecret, secretText, signWebhook, verifyWebhook } from '../../domain/outgoing/index.ts';
import { instant } from '../../kernel/index.ts';
import { addressJudge } from './address.ts';
import { SENDER_DEFAULTS, type SenderSettings, webhookSender } from './index.ts';

const KEY = readSecret(secretText(new Uint8Array(32).fill(3))) ?? new Uint8Array();
const NOW = instant(1_700_000_000_000);
const WEBHOOK = signWebhook({ id: 'msg_1', body: '{"type":"change.held"}', keys: [KEY], now: NOW });
const LOOPBACK: Partial<SenderSettings> = { allowsHttp: true, allowedNetworks: ['127.0.0.0/8'] };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiver(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

function sending(settings: Partial<SenderSettings>, url: string) {
  return webhookSender({ ...SENDER_DEFAULTS, ...settings }).send({ url, webhook: WEBHOOK });
}

describe('addressJudge', () => {
  const judge = addressJudge(new BlockList());

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '0000:0000:0000:0000:0000:FFFF:10.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '127.1',
  ])('refuses %j', (address) => {
    expect(judge.allows(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('lets %j be called', (address) => {
    expect(judge.allows(address)).toBe(true);
  });
});

describe('webhookSender', () => {
  it('delivers what the receiver can verify', async () => {
    const got: { headers: Record<string, string | undefined>; body: string }[] = [];
    const port = await receiver((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        got.push({ headers: request.headers as Record<string, string | undefined>, body });
        response.writeHead(204).end();
      });
    });
    const sent = await sending(LOOPBACK, `http://127.0.0.1:${port}/hook?a=1`);
    expect(sent.outcome).toEqual({ kind: 'answered', status: 204, retryAfterS: null });
    const [first] = got;
    expect(verifyWebhook({ headers: first?.headers ?? {}, body: first?.body ?? '', key: KEY, now: NOW })).toEqual({
      ok: true,
      value: { id: 'msg_1' },
    });
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'https://169.254.169.254/',
    'http://8.8.8.8/',
    'ftp://8.8.8.8/',
    'file:///etc/passwd',
    'https://name:word@8.8.8.8/',
    'nothing',
  ])('refuses %j without a connection', async (url) => {
    expect((await sending({}, url)).outcome).toEqual({ kind: 'refused' });
  });

  it('refuses a name when any one of its addresses is not public', async () => {
    const resolve = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    expect((await sending({ resolve }, 'https://hook.example/')).outcome).toEqual({ kind: 'refused' });
  });

  it('connects to the address that was judged, though the name says another one the second time', async () => {
    let called = 0;
    const port = await receiver((_, response) => {
      called += 1;
      response.end();
    });
    // 127.0.0.2 is allowed and nobody listens there; 127.0.0.1 is where a second look would lead.
    let looks = 0;
    const resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    };
    const settings = { allowsHttp: true, allowedNetworks: ['127.0.0.2/32'], resolve };
    const first = await sending(settings, `http://rebind.example:${port}/`);
    expect([first.outcome.kind, called, looks]).toEqual(['unreachable', 0, 1]);
    // The twin: with the judged address being the listener's, the same name gets there.
    const there = { ...LOOPBACK, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };
    expect((await sending(there, `http://rebind.example:${port}/`)).outcome.kind).toBe('answered');
    expect(called).toBe(1);
  });

  it('follows no redirect', async () => {
    let inner = 0;
    const secret = await receiver((_, response) => {
      inner += 1;
      response.end('inner');
    });
    const port = await receiver((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${secret}/` }).end();
    });
    const sent = await sending(LOOPBACK, `http://127.0.0.1:${port}/`);
    expect([sent.outcome, inner]).toEqual([{ kind: 'answered', status: 307, retryAfterS: null }, 0]);
  });

  it('reads no endless answer, and waits for no slow one', async () => {
    const endless = await receiver((_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect((await sending(LOOPBACK, `http://127.0.0.1:${endless}/`)).outcome).toMatchObject({ status: 200 });
    const silent = await receiver(() => {});
    const late = await sending({ ...LOOPBACK, timeoutMs: 100 }, `http://127.0.0.1:${silent}/`);
    expect(late).toEqual({ outcome: { kind: 'unreachable' }, reason: 'no answer in time' });
    const unresolved = await sending({ timeoutMs: 50, resolve: () => new Promise(() => {}) }, 'https://slow.example/');
    expect(unresolved.outcome).toEqual({ kind: 'unreachable' });
  });

  it('tells how long a receiver wants to be left alone', async () => {
    const port = await receiver((_, response) => response.writeHead(429, { 'retry-after': '120' }).end());
    const sent = await sending(LOOPBACK, `http://127.0.0.1:${port}/`);
    expect(sent.outcome).toEqual({ kind: 'answered', status: 429, retryAfterS: 120 });
  });

  it.each(['10.0.0.0', '10.0.0.0/40', 'x/8', '/8', ''])('knows no network %j', (network) => {
    expect(() => webhookSender({ ...SENDER_DEFAULTS, allowedNetworks: [network] })).toThrow(
      expect.objectContaining({ code: 'bad-network' }),
    );
  });
});
