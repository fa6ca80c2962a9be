/** A cookie's name: `__Host-` where it can be, so that no other host or path can set one of that name. */
export function cookieName(name: 'session' | 'sign-in', { isHttps }: { readonly isHttps: boolean }): string {
  return `${isHttps ? '__Host-' : ''}firebreak-${name}`;
}

/**
 * A `set-cookie` line: HttpOnly (no script reads it), SameSite=Lax (no other site's form carries it; a link from a chat still
 * opens signed in), for the whole host, Secure where people use https. `value` is of `a-z 2-7`.
 */
export function setCookie(options: {
  readonly name: 'session' | 'sign-in';
  readonly value: string;
  /** Whole seconds; 0 = take it away. */
  readonly maxAgeS: number;
  readonly isHttps: boolean;
}): string {
  const { name, value, maxAgeS, isHttps } = options;
  const parts = [`${cookieName(name, { isHttps })}=${value}`, 'Path=/', `Max-Age=${Math.max(0, Math.floor(maxAgeS))}`];
  return [...parts, 'HttpOnly', 'SameSite=Lax', ...(isHttps ? ['Secure'] : [])].join('; ');
}

/** Bytes of a `cookie` header that is read; browsers keep to about 4096 a cookie. */
const MAX_HEADER = 16_384;

/**
 * The value of a cookie; `null` = none, or several with different values: somebody else put one there, and which is ours
 * cannot be told.
 */
export function readCookie(header: string | null | undefined, name: string): string | null {
  if (header === null || header === undefined || header.length > MAX_HEADER) return null;
  const values = new Set<string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) values.add(part.slice(at + 1).trim());
  }
  const [value] = values;
  return values.size === 1 && value !== undefined && value !== '' ? value : null;
}
