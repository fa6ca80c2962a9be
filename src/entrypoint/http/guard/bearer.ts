/** The token of an `authorization` header (RFC 6750, 2.1); `null` = none, another scheme, or no token at all. */
export function readBearer(header: string | null | undefined): string | null {
  if (header === null || header === undefined || header.length > 500) return null;
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header.trim())?.[1] ?? null;
}

/** The password of an `authorization` header of the basic scheme (RFC 7617, 2), whoever the user is; `null` = none, or another scheme. */
export function readBasicPassword(header: string | null | undefined): string | null {
  if (header === null || header === undefined || header.length > 1_000) return null;
  const packed = /^basic +([A-Za-z0-9+/]{1,900}={0,2})$/i.exec(header.trim())?.[1];
  if (packed === undefined) return null;
  const pair = Buffer.from(packed, 'base64').toString('utf8');
  const at = pair.indexOf(':');
  return at === -1 || at === pair.length - 1 ? null : pair.slice(at + 1);
}
