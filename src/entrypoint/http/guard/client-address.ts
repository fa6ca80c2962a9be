import { BlockList, isIP } from 'node:net';
import { Fault } from '../../../kernel/index.ts';

/** Proxies whose word on the caller's address is taken. */
export interface TrustedProxies {
  includes(address: string): boolean;
}

/** Hops that are looked at; more are no real way. */
const MAX_HOPS = 20;

/** Reads addresses and networks (`10.0.0.0/8`, `::1`); empty = nobody is trusted. Fault `bad-proxy`: one is neither. */
export function trustedProxies(texts: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix = null] = text.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const bits = prefix === null ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (family === 0 || !(bits >= 0 && bits <= most)) {
      throw new Fault({
        kind: 'usage',
        code: 'bad-proxy',
        message: `a trusted proxy is neither an address nor a network: ${JSON.stringify(text.slice(0, 60))}`,
        fix: 'Write addresses as 10.1.2.3 and networks as 10.0.0.0/8.',
      });
    }
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  // Most servers trust nobody, and a look into an empty list costs as much as one into a long one.
  if (texts.length === 0) return { includes: () => false };
  return { includes: (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') };
}

/**
 * The caller's address: of the connection, unless that is a trusted proxy; then the last hop of `X-Forwarded-For` that is none.
 * Whatever stands before that hop is the caller's own word and is not read.
 */
export function clientAddress(options: {
  /** Of the connection. */
  readonly remote: string;
  readonly forwardedFor: string | null | undefined;
  readonly proxies: TrustedProxies;
}): string {
  const { proxies, forwardedFor } = options;
  let address = plainAddress(options.remote);
  const hops = (forwardedFor ?? '').slice(-4_096).split(',').slice(-MAX_HOPS).reverse();
  for (const hop of hops) {
    if (!proxies.includes(address)) return address;
    const next = plainAddress(hop.trim());
    if (isIP(next) === 0) return address;
    address = next;
  }
  return address;
}

/** As wide as one household or office: an IPv4 address, or the first 64 bits of an IPv6 one, which is what a line gets. */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const filled = plain.includes('::')
    ? [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last]
    : first;
  return `${filled
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}

/** Without brackets, port or zone; an IPv4 address in IPv6 clothes is IPv4. */
function plainAddress(text: string): string {
  const bracketed = /^\[([^\]]{1,60})\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]{7,15}):\d{1,5}$/.exec(text)?.[1];
  const address = (bracketed ?? withPort ?? text).replace(/%.*$/, '');
  const mapped = /^::ffff:([\d.]{7,15})$/i.exec(address)?.[1];
  return mapped ?? address;
}
