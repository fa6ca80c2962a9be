import type { CustomFetch } from 'openid-client';

/** The part of `fetch` that is used. */
export type Fetch = CustomFetch;

/** That of the runtime; the library's type of a body is wider than what it sends. */
export const runtimeFetch: Fetch = (url, request) => fetch(url, request as RequestInit);

/** Descriptions, keys, tokens and user information together take some kilobytes. */
export const MAX_ANSWER = 1_048_576;

/** A fetch that ends: after a time, also in the midst of a body, and after {@link MAX_ANSWER} bytes. Follows no redirect. */
export function boundedFetch(options: { readonly timeoutMs: number; readonly fetch: Fetch }): Fetch {
  const { timeoutMs } = options;
  return async (url, request) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await options.fetch(url, { ...request, redirect: 'manual', signal });
    const body = await wholeBody(answer);
    const { status, statusText, headers } = answer;
    // A Response with one of these may have no body at all.
    return new Response([101, 204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
  };
}

async function wholeBody(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER) throw new TypeError('the answer is too large');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
