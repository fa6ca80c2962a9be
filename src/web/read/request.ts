import type { FailureDocument } from '../../contract/index.ts';

/** Why something could not be read or written, in words for a person. */
export interface Failure {
  /** HTTP status; 0 = the server was not reached. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** What to do about it; `null` = nobody knows better than the message. */
  readonly fix: string | null;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Reads that take longer are given up: the reader should hear of it, not wait. */
const READ_LIMIT_MS = 20_000;

/** Reads one document of the API. Never throws. */
export function read<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, { headers: { accept: 'application/json' } }, signal);
}

/** Writes with the token that proves that this page asks. Never throws. */
export function write<T>(given: {
  readonly path: string;
  readonly method?: 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly csrf: string | null;
}): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  if (given.csrf !== null) headers['x-firebreak-csrf'] = given.csrf;
  const body = given.body === undefined ? {} : { body: JSON.stringify(given.body) };
  return ask<T>(given.path, { method: given.method ?? 'POST', headers, ...body });
}

async function ask<T>(path: string, init: RequestInit, signal?: AbortSignal): Promise<Answer<T>> {
  const limit = AbortSignal.timeout(READ_LIMIT_MS);
  try {
    const response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, failure: failureOf(response.status, text) };
    return { ok: true, value: (text === '' ? null : JSON.parse(text)) as T };
  } catch (error) {
    return { ok: false, failure: unreachable(error) };
  }
}

function failureOf(status: number, text: string): Failure {
  const document = parsed(text);
  if (document !== null) return { status, code: document.code, message: document.message, fix: document.fix };
  return {
    status,
    code: `http-${status}`,
    message: `The server answered with status ${status}.`,
    fix: FIX[status] ?? null,
  };
}

/** For a proxy in between that answers without a document. */
const FIX: Readonly<Record<number, string>> = {
  429: 'Wait a minute, then try again.',
  502: 'The server may be starting: try again in a few seconds.',
  503: 'The server may be starting: try again in a few seconds.',
  504: 'The server may be busy: try again in a few seconds.',
};

function parsed(text: string): FailureDocument | null {
  try {
    const document = JSON.parse(text) as FailureDocument;
    return document.schema === 'firebreak.failure/v1' ? document : null;
  } catch {
    return null;
  }
}

function unreachable(error: unknown): Failure {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return {
    status: 0,
    code: isLate ? 'late' : 'unreachable',
    message: isLate ? 'The server did not answer in time.' : 'The server could not be reached.',
    fix: 'Look at your connection; the page tries again by itself.',
  };
}
