import { Fault } from '../../kernel/index.ts';

/** The API's address, ready to resolve paths against. Fault: no address, or one that would send tokens in the clear. */
export function readBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fix = 'Write it as https://HOST, or https://HOST/PATH.';
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Fault({ kind: 'usage', code: 'bad-forge-address', message: 'the forge has no usable address', fix });
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    const message = `${url.host} must be called over https`;
    throw new Fault({ kind: 'usage', code: 'bad-forge-address', message, fix });
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * The address that a path or a foreign address stands for. Fault: it is not below the API's address. Encoded dots are
 * resolved before the check, as `fetch` would do after it.
 */
export function resolveBelow(base: URL, path: string): URL {
  const relative = path.startsWith('/') ? path.slice(1) : path;
  const url = URL.canParse(relative, base.href) ? new URL(relative, base) : null;
  const isBelow =
    url !== null &&
    url.origin === base.origin &&
    url.pathname.startsWith(base.pathname) &&
    url.username === '' &&
    url.password === '';
  if (isBelow) return url;
  throw new Fault({
    kind: 'permission',
    code: 'foreign-address',
    message: `an address that is not below ${base.host}${base.pathname} was not called`,
    fix: 'If the forge moved, configure its new address.',
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
