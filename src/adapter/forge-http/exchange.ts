import { Fault } from '../../kernel/index.ts';

/** Bytes of one answer: a hundred proposals with the longest texts a forge takes. */
const MAX_ANSWER = 16_777_216;
/** A forge moves a renamed repository by one or two. */
const MAX_REDIRECTS = 3;

/** What came back, its body read whole. */
export interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request that was answered, redirects within the same API followed for reading. Rejects where no answer came. */
export async function exchange(options: {
  readonly url: URL;
  readonly init: RequestInit & { readonly method: string };
  readonly resolve: (path: string) => URL;
  readonly timeoutMs: number;
}): Promise<Exchanged> {
  let { url } = options;
  for (let redirects = 0; ; redirects += 1) {
    const signal = AbortSignal.timeout(options.timeoutMs);
    const response = await fetch(url, { ...options.init, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (![301, 302, 307, 308].includes(response.status) || location === null) {
      return { status: response.status, headers: response.headers, text: await textOf(response) };
    }
    await response.body?.cancel();
    if (options.init.method !== 'GET' || redirects >= MAX_REDIRECTS) throw moved(url.host);
    url = options.resolve(new URL(location, url).href);
  }
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    parts.push(part);
    length += part.length;
    if (length > MAX_ANSWER) throw tooLong();
  }
  return Buffer.concat(parts, length).toString('utf8');
}

function moved(host: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'forge-redirect',
    message: `${host} sent a call elsewhere, which was not followed`,
    fix: 'If the repository was renamed, configure its new name.',
  });
}

function tooLong(): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'forge-answer-too-long',
    message: `the forge answered with more than ${MAX_ANSWER} bytes`,
  });
}
