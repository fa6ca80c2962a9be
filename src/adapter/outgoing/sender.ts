import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { AttemptOutcome, SignedWebhook, WebhookSender } from '../../domain/outgoing/index.ts';
import { Fault } from '../../kernel/index.ts';
import { addressJudge } from './address.ts';

/** Addresses of a name, as the machine's resolver gives them. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** What webhooks may reach. */
export interface SenderSettings {
  /** Plain http, for receivers in one's own network. */
  readonly allowsHttp: boolean;
  /** Networks that may be reached though they are not public, e.g. `10.20.0.0/16`; empty = none. */
  readonly allowedNetworks: readonly string[];
  /** For one attempt, from the name to the last byte that is read. */
  readonly timeoutMs: number;
  /** Instead of the machine's. */
  readonly resolve?: Resolve;
}

export const SENDER_DEFAULTS: SenderSettings = { allowsHttp: false, allowedNetworks: [], timeoutMs: 10_000 };

/** Bytes of an answer that are read before the connection is dropped: only its status counts. */
const MAX_ANSWER = 65_536;

/**
 * Sends webhooks to where they may go. A name is resolved once, every address of it is judged, and the connection goes to what
 * was judged: a name that changes its mind in between (DNS rebinding) changes nothing. Redirects are answers, not ways.
 * Fault `bad-network`: an allowed network is none.
 */
export function webhookSender(settings: SenderSettings): WebhookSender {
  const judge = addressJudge(networks(settings.allowedNetworks));
  const resolve = settings.resolve ?? resolveBySystem;
  return {
    async send({ url: text, webhook }) {
      const url = URL.canParse(text) ? new URL(text) : null;
      const flaw = url === null ? 'it is no address' : flawOf(url, settings);
      if (url === null || flaw !== null) return refused(flaw ?? 'it is no address');
      const signal = AbortSignal.timeout(settings.timeoutMs);
      const addresses = await addressesOf(url, { resolve, signal });
      if (addresses.length === 0) return { outcome: { kind: 'unreachable' }, reason: 'the name has no address' };
      if (!addresses.every(({ address }) => judge.allows(address))) return refused('its address is not public');
      return post(url, { webhook, addresses, signal });
    },
  };
}

type Addresses = Awaited<ReturnType<Resolve>>;
type Sent = Awaited<ReturnType<WebhookSender['send']>>;

function refused(reason: string): Sent {
  return { outcome: { kind: 'refused' }, reason };
}

function flawOf(url: URL, { allowsHttp }: SenderSettings): string | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsHttp)) return 'it is not https';
  if (url.username !== '' || url.password !== '') return 'it holds a name or password';
  return null;
}

/** Empty where the name is not known or nobody answers in time. */
async function addressesOf(
  url: URL,
  { resolve, signal }: { readonly resolve: Resolve; readonly signal: AbortSignal },
): Promise<Addresses> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const late = new Promise<Addresses>((done) => {
    signal.addEventListener('abort', () => done([]), { once: true });
  });
  return Promise.race([resolve(host).catch((): Addresses => []), late]);
}

function post(
  url: URL,
  options: { readonly webhook: SignedWebhook; readonly addresses: Addresses; readonly signal: AbortSignal },
): Promise<Sent> {
  const { webhook, addresses, signal } = options;
  const body = Buffer.from(webhook.body);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done) => {
    const request = send(url, {
      method: 'POST',
      // A connection of its own: none that was opened for a name is used for another judgement of it.
      agent: false,
      lookup: pinned(addresses),
      signal,
      headers: { ...webhook.headers, 'content-length': body.length, 'user-agent': 'firebreak-webhook' },
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      done({ outcome: { kind: 'unreachable' }, reason: signal.aborted ? 'no answer in time' : codeOf(error) });
    });
    request.on('response', (answer) => {
      const outcome = outcomeOf(answer);
      let size = 0;
      const finish = () => {
        done({ outcome, reason: `status ${answer.statusCode}` });
        request.destroy();
      };
      answer.on('data', (chunk: Uint8Array) => {
        size += chunk.length;
        if (size > MAX_ANSWER) finish();
      });
      answer.on('end', finish);
      answer.on('error', finish);
      answer.on('close', finish);
    });
    request.end(body);
  });
}

/** Gives what was judged, whatever the name says now. */
function pinned(addresses: Addresses): LookupFunction {
  return (_, options, done) => {
    const wanted = options.family === 4 || options.family === 6 ? options.family : null;
    const fitting = addresses.filter(({ family }) => wanted === null || family === wanted);
    const [first] = fitting;
    if (first === undefined) return done(new Error('no such address'), '', 0);
    if (options.all === true) return done(null, [...fitting]);
    return done(null, first.address, first.family);
  };
}

function outcomeOf(answer: IncomingMessage): AttemptOutcome {
  const asked = answer.headers['retry-after'];
  const retryAfterS = asked !== undefined && /^\d{1,9}$/.test(asked) ? Number(asked) : null;
  return { kind: 'answered', status: answer.statusCode ?? 0, retryAfterS };
}

function resolveBySystem(host: string): Promise<Addresses> {
  return new Promise((done, fail) => {
    systemLookup(host, { all: true, verbatim: true }, (error, found) => (error === null ? done(found) : fail(error)));
  });
}

/** System codes such as ECONNREFUSED name no address. */
function codeOf(error: NodeJS.ErrnoException): string {
  return error.code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code) ? error.code : 'the connection failed';
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [, address = '', prefix = ''] = /^([0-9a-fA-F:.]{2,45})\/(\d{1,3})$/.exec(text) ?? [];
    const family = isIP(address);
    if (family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) throw badNetwork(text);
    list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function badNetwork(text: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'bad-network',
    message: `an allowed network of outgoing webhooks is none: ${JSON.stringify(text.slice(0, 60))}`,
    fix: 'Write networks as 10.20.0.0/16 or fd00:20::/32.',
  });
}
