import { accept, type Result, reject } from '../../../kernel/index.ts';

/** Why a body was not read. */
export type BodyRejection =
  | { readonly code: 'too-large'; readonly limit: number }
  | { readonly code: 'too-slow' | 'cut-off' };

/** Bytes of a body, by what it is for. */
export const BODY_LIMITS = {
  /** A form, a sign-off, a reason. */
  write: 65_536,
  /** A change that is no pull request, with its content. */
  operation: 1_048_576,
  /** The largest that GitHub sends. */
  webhook: 26_214_400,
} as const;

/** From the first byte to the last. */
export const BODY_MS = 15_000;

/** The whole body within a size and a time, whatever it states of its length; nothing is kept of a larger one. */
export async function readBody(
  request: Request,
  { limit, timeoutMs = BODY_MS }: { readonly limit: number; readonly timeoutMs?: number },
): Promise<Result<Uint8Array, BodyRejection>> {
  const stated = Number(request.headers.get('content-length') ?? 0);
  if (stated > limit) return reject({ code: 'too-large', limit });
  if (request.body === null) return accept(new Uint8Array());
  const reader = request.body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // Ends the read that waits; the connection is let go.
    reader.cancel().catch(() => {});
  }, timeoutMs);
  try {
    return await collect(reader, { limit, isLate: () => isLate });
  } catch {
    return reject({ code: isLate ? 'too-slow' : 'cut-off' });
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

/** First size of the buffer: most bodies fit. */
const FIRST_BYTES = 16_384;

/** Into one buffer that doubles: millions of tiny pieces would take many times their bytes as objects. */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { limit, isLate }: { readonly limit: number; readonly isLate: () => boolean },
): Promise<Result<Uint8Array, BodyRejection>> {
  let buffer = new Uint8Array(Math.min(limit, FIRST_BYTES));
  let size = 0;
  for (;;) {
    const step = await reader.read();
    if (isLate()) return reject({ code: 'too-slow' });
    if (step.done) return accept(buffer.subarray(0, size));
    if (size + step.value.length > limit) return reject({ code: 'too-large', limit });
    if (size + step.value.length > buffer.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(buffer.length * 2, size + step.value.length)));
      larger.set(buffer.subarray(0, size));
      buffer = larger;
    }
    buffer.set(step.value, size);
    size += step.value.length;
  }
}
