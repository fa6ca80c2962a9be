import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ByteBudget,
  CONTENT_SECURITY_POLICY,
  clientAddress,
  cookieName,
  judgeHost,
  judgeWrite,
  limitServer,
  networkOf,
  readBearer,
  readBody,
  readCookie,
  SERVER_LIMITS,
  securityHeaders,
  setCookie,
  trustedProxies,
} from './index.ts';

describe('judgeWrite', () => {
  const origins = ['https://firebreak.example.com'];
  const judge = (method: string, headers: Readonly<Record<string, string>>, csrf: string | null = 'token') => {
    const result = judgeWrite({ method, header: (name) => headers[name], origins, csrf });
    return result.ok ? 'accepted' : result.rejection.code;
  };
  const own = { 'sec-fetch-site': 'same-origin', origin: 'https://firebreak.example.com', 'x-firebreak-csrf': 'token' };

  it('takes a write of a page of ours with its token', () => {
    expect(judge('POST', own)).toBe('accepted');
    expect(judge('POST', { origin: own.origin, 'x-firebreak-csrf': 'token' })).toBe('accepted');
    expect(judge('DELETE', { 'sec-fetch-site': 'same-origin', 'x-firebreak-csrf': 'token' })).toBe('accepted');
  });

  it.each([
    ['another site', { ...own, 'sec-fetch-site': 'cross-site' }, 'cross-site'],
    ['another host of the same domain', { ...own, 'sec-fetch-site': 'same-site' }, 'cross-site'],
    ['no page at all', { ...own, 'sec-fetch-site': 'none' }, 'cross-site'],
    ['another origin', { ...own, origin: 'https://evil.example' }, 'cross-site'],
    ['the origin with another port', { ...own, origin: 'https://firebreak.example.com:8443' }, 'cross-site'],
    ['an opaque origin', { ...own, origin: 'null' }, 'cross-site'],
    ['nothing that a browser would send', { 'x-firebreak-csrf': 'token' }, 'cross-site'],
    ['no token', { ...own, 'x-firebreak-csrf': '' }, 'no-csrf-token'],
    ['another token', { ...own, 'x-firebreak-csrf': 'tokem' }, 'no-csrf-token'],
    ['a longer token', { ...own, 'x-firebreak-csrf': 'token2' }, 'no-csrf-token'],
  ])('refuses a write from %s', (_, headers, code) => {
    expect(judge('POST', headers)).toBe(code);
  });

  it('lets reading pass, and takes an unknown method for a write', () => {
    expect(['GET', 'HEAD', 'OPTIONS', 'get'].map((method) => judge(method, {}))).toEqual(Array(4).fill('accepted'));
    expect(judge('PROPFIND', {})).toBe('cross-site');
  });

  it('asks for the origin where there is no session yet', () => {
    expect(judge('POST', { origin: own.origin }, null)).toBe('accepted');
    expect(judge('POST', { origin: 'https://evil.example' }, null)).toBe('cross-site');
  });

  it('knows only its own hosts', () => {
    const hosts = ['127.0.0.1:4680', 'localhost:4680'];
    expect(judgeHost('LOCALHOST:4680', hosts).ok).toBe(true);
    for (const host of ['evil.example:4680', '127.0.0.1', '', null]) expect(judgeHost(host, hosts).ok).toBe(false);
  });
});

describe('cookies', () => {
  it('are out of reach of scripts, other sites, other hosts and plain http', () => {
    expect(setCookie({ name: 'session', value: 'abc', maxAgeS: 60.5, isHttps: true })).toBe(
      '__Host-firebreak-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    const local = setCookie({ name: 'session', value: '', maxAgeS: 0, isHttps: false });
    expect(local).toBe('firebreak-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
  });

  it('are read by their whole name, and not where two disagree', () => {
    const name = cookieName('session', { isHttps: true });
    expect(readCookie(`a=1; ${name}=abc`, name)).toBe('abc');
    expect(readCookie(`x${name}=abc; ${name}x=d; ${name}`, name)).toBeNull();
    expect(readCookie(`${name}=abc; ${name}=abc`, name)).toBe('abc');
    expect(readCookie(`${name}=abc; ${name}=evil`, name)).toBeNull();
    expect(readCookie(`${name}=`, name)).toBeNull();
    expect(readCookie(undefined, name)).toBeNull();
    expect(readCookie(`${'a=1; '.repeat(10_000)}${name}=abc`, name)).toBeNull();
  });

  it('stand beside bearer tokens, which are read strictly', () => {
    expect(readBearer('Bearer fbk_abc_def')).toBe('fbk_abc_def');
    expect(readBearer('bearer   x')).toBe('x');
    for (const text of [null, '', 'Basic eA==', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(600)}`]) {
      expect(readBearer(text)).toBeNull();
    }
  });
});

describe('securityHeaders', () => {
  it('let no script or style in that is written into a page, and no frame around it', () => {
    const headers = securityHeaders({ isHttps: true, answer: 'page' });
    expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/);
    expect(CONTENT_SECURITY_POLICY).toContain("frame-ancestors 'none'");
    expect(headers['strict-transport-security']).toBeDefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('promise https only where people use it, and let data do nothing', () => {
    const headers = securityHeaders({ isHttps: false, answer: 'data' });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['content-security-policy']).toContain('sandbox');
  });
});

describe('clientAddress', () => {
  const none = trustedProxies([]);
  const proxies = trustedProxies(['10.0.0.0/8', '::1', 'fd00::/8']);
  const from = (remote: string, forwardedFor: string | null, trusted = proxies) =>
    clientAddress({ remote, forwardedFor, proxies: trusted });

  it('believes no header unless a trusted proxy sent it', () => {
    expect(from('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
    expect(from('10.0.0.1', '198.51.100.1', none)).toBe('10.0.0.1');
    expect(from('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  });

  it('reads from the back to the first hop that is no proxy, never what the caller put before', () => {
    expect(from('::ffff:10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4')).toBe('198.51.100.1');
    expect(from('::1', '127.0.0.1, evil, 10.2.3.4')).toBe('10.2.3.4');
    expect(from('::1', '[2001:db8::1]:443')).toBe('2001:db8::1');
    expect(from('10.0.0.1', null)).toBe('10.0.0.1');
    expect(from('10.0.0.1', `${'10.0.0.1,'.repeat(100_000)}`)).toBe('10.0.0.1');
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', 'proxy.example', '', '::/129', '10.0.0.0/8x'])('cannot trust %j', (text) => {
    expect(() => trustedProxies([text])).toThrow(expect.objectContaining({ code: 'bad-proxy' }));
  });

  it('counts an IPv6 line as one', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:0DB8:1:2::9')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  });
});

describe('readBody', () => {
  const post = (body: string | ReadableStream<Uint8Array>, headers: Readonly<Record<string, string>> = {}) =>
    new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const pieces = (list: readonly string[], options: { readonly isEnded: boolean }) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of list) controller.enqueue(new TextEncoder().encode(piece));
        if (options.isEnded) controller.close();
      },
    });

  it('gives the bytes as they came, also in many tiny pieces', async () => {
    const result = await readBody(post(pieces(Array(20_000).fill('é'), { isEnded: true })), { limit: 1_000_000 });
    expect(result.ok && Buffer.from(result.value).toString()).toBe('é'.repeat(20_000));
    expect(await readBody(new Request('http://127.0.0.1/'), { limit: 1 })).toEqual({
      ok: true,
      value: new Uint8Array(),
    });
  });

  it('stops at the limit, whatever length is stated', async () => {
    const exact = await readBody(post('12345'), { limit: 5 });
    expect(exact.ok).toBe(true);
    const body = () => pieces(Array(100).fill('1234'), { isEnded: false });
    for (const headers of [{}, { 'content-length': '1' }, { 'content-length': '99999' }]) {
      const result = await readBody(post(body(), headers), { limit: 100 });
      expect(result).toEqual({ ok: false, rejection: { code: 'too-large', limit: 100 } });
    }
  });

  it('holds no more bytes at once than its budget, and gives them back', async () => {
    const budget = new ByteBudget(40_000);
    const held = () => post(pieces(['x'.repeat(30_000)], { isEnded: false }));
    const waiting = readBody(held(), { limit: 100_000, budget, timeoutMs: 100 });
    // The first body is being held by the time the second is read.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await readBody(held(), { limit: 100_000, budget })).toEqual({ ok: false, rejection: { code: 'busy' } });
    expect(await waiting).toEqual({ ok: false, rejection: { code: 'too-slow' } });
    const after = await readBody(post(pieces(['x'.repeat(30_000)], { isEnded: true })), { limit: 100_000, budget });
    expect(after.ok).toBe(true);
    expect(budget.take(40_000)).toBe(true);
  });

  it('gives up a body that never ends, and one that breaks off', async () => {
    const slow = await readBody(post(pieces(['x'], { isEnded: false })), { limit: 100, timeoutMs: 20 });
    expect(slow).toEqual({ ok: false, rejection: { code: 'too-slow' } });
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    expect(await readBody(post(broken), { limit: 100 })).toEqual({ ok: false, rejection: { code: 'cut-off' } });
  });
});

describe('readBody of a connection', () => {
  const open: (() => void)[] = [];
  afterAll(() => {
    for (const close of open) close();
  });

  /** What a server reads of a request that is sent as these bytes. */
  async function read(bytes: string, options: Parameters<typeof readBody>[1], isCut = false) {
    const server = createServer();
    const result = new Promise<Awaited<ReturnType<typeof readBody>>>((resolve) => {
      server.once('request', (incoming, outgoing) => {
        void readBody(incoming, options).then((read) => {
          outgoing.end();
          resolve(read);
        });
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(bytes, () => {
      if (isCut) socket.destroy();
    });
    open.push(() => {
      socket.destroy();
      server.close();
    });
    return result;
  }
  const head = (length: number) => `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`;
  const chunked = (...pieces: readonly string[]) =>
    `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}`;

  it('gives its bytes, stops at the limit and at the budget, and gives up what does not end', async () => {
    const text = (result: Awaited<ReturnType<typeof readBody>>) =>
      result.ok ? Buffer.from(result.value).toString() : result.rejection.code;
    expect(text(await read(`${head(5)}12345`, { limit: 5 }))).toBe('12345');
    expect(text(await read(head(0), { limit: 5 }))).toBe('');
    expect(text(await read(`${chunked('123', '45')}0\r\n\r\n`, { limit: 5 }))).toBe('12345');
    expect(text(await read(`${head(6)}123456`, { limit: 5 }))).toBe('too-large');
    expect(text(await read(chunked('123', '456'), { limit: 5 }))).toBe('too-large');
    expect(text(await read(chunked('123'), { limit: 5, timeoutMs: 20 }))).toBe('too-slow');
    expect(text(await read(`${head(5)}123`, { limit: 5 }, true))).toBe('cut-off');
    const budget = new ByteBudget(4);
    expect(text(await read(`${head(5)}12345`, { limit: 5, budget }))).toBe('busy');
    expect(budget.take(4)).toBe(true);
  });
});

describe('limitServer', () => {
  it('bounds what a connection may take', () => {
    const server = createServer();
    limitServer(server);
    expect(server).toMatchObject(SERVER_LIMITS);
  });
});
