import { BlockList, isIP } from 'node:net';

/**
 * Networks of IPv4 that are nobody's public address (IANA, IPv4 Special-Purpose Address Registry), and one public address
 * that a cloud answers on from inside.
 */
const REFUSED_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carrier-grade NAT; a cloud's metadata lives in it (100.100.100.200).
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; the metadata of most clouds (169.254.169.254).
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's platform address.
  ['168.63.129.16', 32],
];

/** Parts of 2000::/3, all else being no public address: tunnels hide an IPv4 address, documentation is nobody's. */
const REFUSED_6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** What an address is to us. */
export interface AddressJudge {
  /** Whether it may be called. */
  allows(address: string): boolean;
}

/**
 * Judges addresses that were resolved. Public ones may be called, and those of networks that the operator names
 * (`10.20.0.0/16`); IPv4 in IPv6 clothes is judged as IPv4. What is no address is refused.
 */
export function addressJudge(allowed: BlockList): AddressJudge {
  return {
    allows(text) {
      const address = unwrapped(text);
      const family = isIP(address);
      if (family === 0) return false;
      if (family === 4) return allowed.check(address, 'ipv4') || !REFUSED_IPV4.check(address, 'ipv4');
      if (allowed.check(address, 'ipv6')) return true;
      return GLOBAL_IPV6.check(address, 'ipv6') && !REFUSED_IPV6.check(address, 'ipv6');
    },
  };
}

const REFUSED_IPV4 = listOf(REFUSED_4, 'ipv4');
const REFUSED_IPV6 = listOf(REFUSED_6, 'ipv6');
const GLOBAL_IPV6 = listOf([['2000::', 3]], 'ipv6');

function listOf(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}

/** Without brackets and zone; `::ffff:a.b.c.d` in any spelling is `a.b.c.d`. */
function unwrapped(text: string): string {
  const address = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(address) !== 6) return address;
  // The URL parser knows every spelling and gives one: `[::ffff:7f00:1]`.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const bytes = [Number.parseInt(high, 16), Number.parseInt(low, 16)].flatMap((word) => [word >> 8, word & 255]);
  return bytes.join('.');
}
