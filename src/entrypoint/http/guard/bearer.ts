/** The token of an `authorization` header (RFC 6750, 2.1); `null` = none, another scheme, or no token at all. */
export function readBearer(header: string | null | undefined): string | null {
  if (header === null || header === undefined || header.length > 500) return null;
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header.trim())?.[1] ?? null;
}
