/** Links that are looked through: a forge gives four. */
const MAX_LINKS = 10;

/** Address of the next page by `Link` (RFC 8288); `null` = none is named. */
export function nextPage(headers: Headers): string | null {
  for (const part of (headers.get('link') ?? '').slice(0, 8192).split(',').slice(0, MAX_LINKS)) {
    const match = /^\s*<([^<>]+)>\s*;/.exec(part);
    if (match?.[1] !== undefined && /;\s*rel="?next"?(?:;|\s|$)/.test(part)) return match[1];
  }
  return null;
}
