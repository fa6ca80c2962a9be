import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { accept, type Result, reject } from '../../../kernel/index.ts';

/** Why a body was not read. */
export type BodyRejection =
  | { readonly code: 'too-large'; readonly limit: number }
  | { readonly code: 'too-slow' | 'cut-off' | 'busy' };

/** Bytes of a body, by what it is for. */
export const BODY_LIMITS = {
  /** A form, a sign-off, a reason. */
  write: 65_536,
  /** Who asks for a flag: a page of attributes, and what one evaluation may walk. */
  evaluation: 16_384,
  /** A change that is no pull request, with its content. */
  operation: 1_048_576,
  /** Measurements, as they travel: a collector's batch is some hundred kilobytes. */
  push: 4_194_304,
  /** The largest that GitHub sends. */
  webhook: 26_214_400,
} as const;

/** Bytes of bodies that one node holds at once: many large ones together would take its memory, each being within its limit. */
export const BODIES_BYTES = 104_857_600;

/** What all bodies that are being read may take together. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number = BODIES_BYTES) {
    this.#left = bytes;
  }

  /** False, and nothing taken, where it does not fit. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

/** From the first byte to the last. */
export const BODY_MS = 15_000;

interface BodyOptions {
  readonly limit: number;
  readonly timeoutMs?: number;
  readonly budget?: ByteBudget;
}

/**
 * The whole body within a size and a time, whatever it states of its length; nothing is kept of a larger one. `busy` = the
 * budget is spent: 503 with `Retry-After`.
 */
export async function readBody(
  request: Request | IncomingMessage,
  options: BodyOptions,
): Promise<Result<Uint8Array, BodyRejection>> {
  const { limit, timeoutMs = BODY_MS, budget = new ByteBudget(limit * 2) } = options;
  const { headers } = request;
  const stated = headers instanceof Headers ? headers.get('content-length') : headers['content-length'];
  if (Number(stated ?? 0) > limit) return reject({ code: 'too-large', limit });
  const holder = holding({ limit, budget, stated: Number(stated ?? 0) });
  const given = { holder, timeoutMs };
  try {
    if (request instanceof Readable) return await ofConnection(request, given);
    return request.body === null ? accept(new Uint8Array()) : await ofStream(request.body, given);
  } finally {
    holder.release();
  }
}

interface Reading {
  readonly holder: ReturnType<typeof holding>;
  readonly timeoutMs: number;
}

async function ofStream(
  body: ReadableStream<Uint8Array>,
  { holder, timeoutMs }: Reading,
): Promise<Result<Uint8Array, BodyRejection>> {
  const reader = body.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // Ends the read that waits; the connection is let go.
    reader.cancel().catch(() => {});
  }, timeoutMs);
  try {
    for (;;) {
      const step = await reader.read();
      if (isLate) return reject({ code: 'too-slow' });
      if (step.done) return accept(holder.whole());
      const flaw = holder.add(step.value);
      if (flaw !== null) return reject(flaw);
    }
  } catch {
    return reject({ code: isLate ? 'too-slow' : 'cut-off' });
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

/** From the connection itself: a web stream around it would cost as much as all the rest of a webhook. */
function ofConnection(
  incoming: IncomingMessage,
  { holder, timeoutMs }: Reading,
): Promise<Result<Uint8Array, BodyRejection>> {
  return new Promise((resolve) => {
    const end = (result: Result<Uint8Array, BodyRejection>): void => {
      clearTimeout(timer);
      incoming.off('data', take).off('end', whole).off('error', cut).off('close', cut);
      // What still comes is left there; whoever answers decides what becomes of the connection.
      if (!incoming.readableEnded) incoming.pause();
      resolve(result);
    };
    const take = (piece: Uint8Array): void => {
      const flaw = holder.add(piece);
      if (flaw !== null) end(reject(flaw));
    };
    const whole = (): void => end(accept(holder.whole()));
    const cut = (): void => end(reject({ code: 'cut-off' }));
    const timer = setTimeout(() => end(reject({ code: 'too-slow' })), timeoutMs);
    if (incoming.destroyed) cut();
    else incoming.on('data', take).on('end', whole).on('error', cut).on('close', cut);
  });
}

/** First size of the buffer where none is stated: most bodies fit. What is stated counts up to this, since anybody may state much. */
const FIRST_BYTES = 16_384;

/** One buffer that doubles: millions of tiny pieces would take many times their bytes as objects. */
function holding({
  limit,
  budget,
  stated,
}: {
  readonly limit: number;
  readonly budget: ByteBudget;
  readonly stated: number;
}) {
  const first = stated > 0 ? Math.min(stated, FIRST_BYTES) : FIRST_BYTES;
  let buffer = new Uint8Array(0);
  let size = 0;
  const grow = (wanted: number): boolean => {
    const length = Math.min(limit, Math.max(first, buffer.length * 2, wanted));
    if (!budget.take(length - buffer.length)) return false;
    const larger = new Uint8Array(length);
    larger.set(buffer.subarray(0, size));
    buffer = larger;
    return true;
  };
  return {
    add(piece: Uint8Array): BodyRejection | null {
      const wanted = size + piece.length;
      if (wanted > limit) return { code: 'too-large', limit };
      if (wanted > buffer.length && !grow(wanted)) return { code: 'busy' };
      buffer.set(piece, size);
      size = wanted;
      return null;
    },
    whole: (): Uint8Array => buffer.subarray(0, size),
    release: () => budget.give(buffer.length),
  };
}
