import { timingSafeEqual } from 'node:crypto';
import { accept, type Result, reject } from '../../../kernel/index.ts';

/** Why a request is not taken for one of our own pages'. */
export type OriginRejection = { readonly code: 'cross-site' | 'unknown-host' | 'no-csrf-token' };

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];
/** Where the page's token goes. */
export const CSRF_HEADER = 'x-firebreak-csrf';

/** Headers by lower-case name. */
export type HeaderReader = (name: string) => string | null | undefined;

/**
 * Whether a request names a host that is ours: a foreign name that leads here (DNS rebinding) makes a browser treat a foreign
 * page as one of ours. `hosts` with port, lower-case, e.g. `127.0.0.1:4680`.
 */
export function judgeHost(host: string | null | undefined, hosts: readonly string[]): Result<null, OriginRejection> {
  const isOurs = host !== null && host !== undefined && hosts.includes(host.toLowerCase());
  return isOurs ? accept(null) : reject({ code: 'unknown-host' });
}

/**
 * Judges a request that is signed in by cookie. Reading passes. A write must come from a page of ours, by `Sec-Fetch-Site` and
 * `Origin`, at least one of which every browser sends, and carry the session's token. Requests with a bearer token are not
 * judged so: no browser adds that by itself.
 */
export function judgeWrite(options: {
  readonly method: string;
  readonly header: HeaderReader;
  /** Origins of this server, e.g. `https://firebreak.example.com`. */
  readonly origins: readonly string[];
  /** Of the session; `null` = no session, as when signing in: then the origin alone decides. */
  readonly csrf: string | null;
}): Result<null, OriginRejection> {
  const { method, header, origins, csrf } = options;
  if (SAFE.includes(method.toUpperCase())) return accept(null);
  const site = header('sec-fetch-site') ?? null;
  const origin = header('origin') ?? null;
  if (site === null && origin === null) return reject({ code: 'cross-site' });
  if (site !== null && site !== 'same-origin') return reject({ code: 'cross-site' });
  if (origin !== null && !origins.includes(origin)) return reject({ code: 'cross-site' });
  if (csrf === null || isSame(header(CSRF_HEADER) ?? '', csrf)) return accept(null);
  return reject({ code: 'no-csrf-token' });
}

/** In a time that tells nothing of where they differ. */
function isSame(presented: string, expected: string): boolean {
  const one = Buffer.from(presented);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
