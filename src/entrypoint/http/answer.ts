import { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import type { FailureDocument } from '../../contract/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { Caller } from '../../service/index.ts';
import { BODY_LIMITS, type ByteBudget, readBody, retryAfter } from './guard/index.ts';
import type { Shape } from './identity.ts';

/** What requests carry on their way: the connection below them, and who asks. */
export type Env = {
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } };
  Variables: { caller: Caller };
};
export type Web = Context<Env>;

type Failure = Pick<FailureDocument, 'code' | 'kind' | 'message' | 'fix'>;

/** A failure document with its status. */
export function failing(c: Context, status: number, failure: Failure): Response {
  return c.json(failureDocument(status, failure), status as 400);
}

/** What a failure looks like to whoever asked. */
export function failureDocument(status: number, failure: Failure): FailureDocument {
  const exit = status === 401 || status === 403 ? 4 : 2;
  return { schema: 'firebreak.failure/v1', ...failure, exit };
}

/** Said with 429. */
export const TOO_MANY: Failure = {
  code: 'too-many-requests',
  kind: 'usage',
  message: 'too many requests',
  fix: 'Wait as long as Retry-After says.',
};

/** 429 with the time after which it is worth asking again. */
export function tooMany(c: Context, retryAfterMs: number): Response {
  c.header('retry-after', retryAfter(retryAfterMs));
  return failing(c, 429, TOO_MANY);
}

/** Addresses of nothing, and what somebody else was faster with. */
const NOT_FOUND = [
  'no-such-queue',
  'no-such-flags',
  'no-such-flag',
  'no-such-entry',
  'no-such-rollout',
  'no-such-incident',
  'no-such-plan',
  'no-such-change',
  'no-such-account',
  'no-such-token',
  'no-such-login',
  'no-such-code',
  'unknown-repository',
  'no-such-intake',
];
const CONFLICT = [
  'already-queued',
  'not-waiting',
  'already-paused',
  'not-paused',
  'not-frozen',
  'not-killed',
  'braked',
  'nothing-to-land',
  'stale-content',
  'signed-already',
  'not-open',
  'review-owed',
  'nothing-to-override',
  'content-unknown',
  'not-allowed-yet',
  'key-used',
];

/** The answer to what went wrong; a defect says nothing of its inside. */
export function failureAnswer(c: Context, error: unknown): Response {
  const { status, document } = failureOf(error);
  return c.json(document, status as 400);
}

/** {@link failureAnswer} without a request. */
export function failureOf(error: unknown): { readonly status: number; readonly document: FailureDocument } {
  if (!(error instanceof Fault)) {
    const message = 'the server could not do this; its log says why';
    const fix = 'Try again, and report it if it stays.';
    return { status: 500, document: failureDocument(500, { code: 'defect', kind: 'defect', message, fix }) };
  }
  const { kind, code, message, fix } = error;
  const status = statusOf(error);
  return { status, document: failureDocument(status, { kind, code, message, fix }) };
}

function statusOf({ kind, code }: Fault): number {
  if (code === 'held-back') return 429;
  if (kind === 'permission') return code === 'sign-in-needed' ? 401 : 403;
  if (kind === 'unreachable') return 503;
  if (kind === 'malformed') return 502;
  if (NOT_FOUND.includes(code)) return 404;
  return CONFLICT.includes(code) ? 409 : 400;
}

/** The request as node has it; `null` where the app is called without a connection. */
function incomingOf(c: Context): IncomingMessage | null {
  const { incoming } = (c.env ?? {}) as { readonly incoming?: unknown };
  return incoming instanceof IncomingMessage ? incoming : null;
}

/** The body as bytes; throws a Fault where it is too large, too slow, or the server reads too many at once. */
export async function bytesOf(
  c: Context,
  options: { readonly limit: number; readonly budget: ByteBudget },
): Promise<Uint8Array> {
  return bytesFrom(incomingOf(c) ?? c.req.raw, options);
}

/** {@link bytesOf} of a request as it came. */
export async function bytesFrom(
  request: Request | IncomingMessage,
  options: { readonly limit: number; readonly budget: ByteBudget },
): Promise<Uint8Array> {
  const body = await readBody(request, options);
  if (body.ok) return body.value;
  const { code } = body.rejection;
  const kind = code === 'busy' ? 'unreachable' : 'usage';
  throw new Fault({
    kind,
    code: `body-${code}`,
    message: `the body was not read: ${code}`,
    fix: 'Send less, or again.',
  });
}

/** The JSON body in its shape; throws a Fault where it has another. */
export async function parsed<T>(
  c: Context,
  shape: Shape<T>,
  options: { readonly budget: ByteBudget; readonly limit?: number },
): Promise<T> {
  const bytes = await bytesOf(c, { limit: options.limit ?? BODY_LIMITS.write, budget: options.budget });
  return parsedBytes(bytes, shape);
}

/** {@link parsed} of a body that was read. */
export function parsedBytes<T>(bytes: Uint8Array, shape: Shape<T>): T {
  let value: unknown;
  try {
    value = bytes.length === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw unfit('the body is not JSON');
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unfit(`the body does not fit: ${issue?.path.map(String).join('.') || 'document'}: ${issue?.message ?? ''}`);
}

function unfit(message: string): Fault {
  return new Fault({ kind: 'usage', code: 'bad-body', message, fix: 'See /openapi.json for what is taken.' });
}
