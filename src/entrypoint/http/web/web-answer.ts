import { type WebFile, webFiles } from './web-files.ts';

/** What a browser may do with the pages: nothing comes from elsewhere, nothing inline runs, nobody frames them. */
export const WEB_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export interface WebAnswer {
  readonly status: 200 | 304 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

interface WebQuestion {
  /** Without query. */
  readonly path: string;
  /** Whether the query names a version: then the answer never becomes another one. */
  readonly isVersioned: boolean;
  /** Headers as they came; `undefined` = not there. */
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Places of the client (src/web/route); each answers with the one page. */
const PLACE =
  /^\/(?:|inbox|changes(?:\/[^/]+)?|exposure|findings|queue|rollouts|incidents|weekly|policy|command-line|sign-in)\/?$/;

/**
 * The answer to `GET`; `null` = no file and no place of the client, and no person asks. Whoever asks for a page at an
 * address that is none gets the client with status 404: it says so and leads on.
 */
export function webAnswer(question: WebQuestion): WebAnswer | null {
  const isPlace = PLACE.test(question.path);
  const asset = isPlace ? undefined : webFiles().get(question.path);
  const isMissing = !isPlace && asset === undefined;
  if (isMissing && question.accept?.includes('text/html') !== true) return null;
  const file = asset ?? webFiles().get('/index.html');
  if (file === undefined) return null;
  const isKept =
    (question.isVersioned || file.isNamed) && file.type.startsWith('text/') && !file.type.startsWith('text/html');
  const headers = {
    ...WEB_HEADERS,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': isKept ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (
    !isMissing &&
    question.ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === file.etag) === true
  ) {
    return { status: 304, headers, body: null };
  }
  const encoded = encodedBody(file, question.acceptEncoding ?? '');
  return {
    status: isMissing ? 404 : 200,
    headers: { ...headers, 'content-type': file.type, ...encoded.headers },
    body: encoded.body,
  };
}

function encodedBody(file: WebFile, accepted: string): Pick<WebAnswer, 'headers' | 'body'> {
  const takes = (name: string) =>
    accepted.split(',').some((one) => new RegExp(`^\\s*${name}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*$)|$)`, 'i').test(one));
  if (takes('br')) return { headers: { 'content-encoding': 'br' }, body: file.brotli };
  if (takes('gzip')) return { headers: { 'content-encoding': 'gzip' }, body: file.gzip };
  return { headers: {}, body: file.body };
}
