import { z } from 'zod';

/** What Slack answered. */
export type SlackAnswer =
  | {
      readonly kind: 'ok';
      readonly error: null;
      readonly user: string | null;
      readonly status: number;
      readonly retryAfterS: null;
    }
  /** `error` is Slack's own word; `null` = the answer cannot be read. */
  | {
      readonly kind: 'said-no';
      readonly error: string | null;
      readonly status: number;
      readonly retryAfterS: number | null;
    }
  | { readonly kind: 'unreachable'; readonly error: null; readonly status: 0; readonly retryAfterS: null };

/** Units of an answer that are read: it holds an id or a word, and what it echoes. */
const MAX_ANSWER = 262_144;

const ANSWER = z.object({
  ok: z.boolean(),
  error: z
    .string()
    .regex(/^[a-z0-9_]{1,60}$/)
    .optional()
    .catch(undefined),
  user: z
    .object({ id: z.string().regex(/^[UW][A-Z0-9]{2,20}$/) })
    .optional()
    .catch(undefined),
});

/** Calls one method of Slack's Web API, once. */
export async function callSlack(options: {
  readonly apiUrl: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly method: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}): Promise<SlackAnswer> {
  const { apiUrl, token, timeoutMs, method, json, form } = options;
  const body = form === undefined ? JSON.stringify(json) : new URLSearchParams(form).toString();
  const type = form === undefined ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded';
  try {
    const answer = await fetch(`${apiUrl}/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return readAnswer(answer, await boundedText(answer));
  } catch {
    // What failed may name addresses or hold the token's header: only that it failed is told.
    return { kind: 'unreachable', error: null, status: 0, retryAfterS: null };
  }
}

function readAnswer({ status, headers }: Response, text: string): SlackAnswer {
  const asked = headers.get('retry-after');
  const retryAfterS = asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) : null;
  const parsed = ANSWER.safeParse(jsonIn(text));
  if (!parsed.success) return { kind: 'said-no', error: null, status, retryAfterS };
  const { ok, error, user } = parsed.data;
  if (!ok) return { kind: 'said-no', error: error ?? null, status, retryAfterS };
  return { kind: 'ok', error: null, user: user?.id ?? null, status, retryAfterS: null };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function boundedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_ANSWER) return '';
  }
  return text;
}
