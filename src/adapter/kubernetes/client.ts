import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { ENGINE_TIMEOUT_MS, type EngineTrouble } from '../../domain/rollout/index.ts';
import { excerpt, Fault } from '../../kernel/index.ts';

/** Where the API of one cluster is, and how this server shows who it is. */
export interface KubernetesSettings {
  /** `https://HOST[:PORT]`. */
  readonly url: string;
  readonly tokenFile: string;
  readonly caFile: string;
  /** For one call; {@link ENGINE_TIMEOUT_MS} less a little where it is not said. */
  readonly timeoutMs?: number;
}

/** What a call came to. */
export type KubernetesAnswer =
  | { readonly kind: 'object'; readonly object: unknown }
  | { readonly kind: 'missing'; readonly message: string }
  /** Somebody else wrote in between. */
  | { readonly kind: 'conflict' }
  /** The object would not be a good one. */
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'trouble'; readonly code: EngineTrouble; readonly message: string };

/** Calls the API of one cluster; never rejects. */
export interface KubernetesClient {
  get(path: string): Promise<KubernetesAnswer>;
  /** A merge patch (RFC 7386). */
  patch(path: string, body: unknown): Promise<KubernetesAnswer>;
}

/** Bytes of one object: etcd keeps no larger ones. */
const MAX_ANSWER = 4_194_304;
/** An order is a look and a patch: both within what the port allows. */
const CALL_MS = Math.floor(ENGINE_TIMEOUT_MS / 2) - 250;

/** Fault `bad-kubernetes-address`: no https address. */
export function kubernetesClient(settings: KubernetesSettings): KubernetesClient {
  const base = readBase(settings.url);
  const { tokenFile, caFile, timeoutMs = CALL_MS } = settings;
  const call = async (method: 'GET' | 'PATCH', path: string, body: string | null): Promise<KubernetesAnswer> => {
    let proof: { readonly token: string; readonly ca: string };
    try {
      proof = { token: (await readFile(tokenFile, 'utf8')).trim(), ca: await readFile(caFile, 'utf8') };
    } catch {
      return trouble('not-permitted', 'the files of token and certificate cannot be read');
    }
    return called(new URL(path, base), { method, body, timeoutMs, ...proof });
  };
  return {
    get: (path) => call('GET', path, null),
    patch: (path, body) => call('PATCH', path, JSON.stringify(body)),
  };
}

function called(
  url: URL,
  given: {
    readonly method: string;
    readonly body: string | null;
    readonly timeoutMs: number;
    readonly token: string;
    readonly ca: string;
  },
): Promise<KubernetesAnswer> {
  const { method, body, timeoutMs, token, ca } = given;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const failed = (): void =>
      resolve(
        signal.aborted
          ? trouble('timeout', 'the cluster did not answer in time')
          : trouble('unavailable', 'the cluster cannot be reached, or shows another certificate'),
      );
    try {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === null ? {} : { 'content-type': 'application/merge-patch+json' }),
      };
      const asked = request(url, { method, headers, ca, signal, agent: false }, (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          size += part.length;
          parts.push(part);
          if (size <= MAX_ANSWER) return;
          resolve(trouble('malformed', `the answer is over ${MAX_ANSWER} bytes`));
          answer.destroy();
        });
        answer.once('end', () => resolve(answerOf(answer.statusCode ?? 0, Buffer.concat(parts).toString('utf8'))));
        answer.once('error', failed);
      });
      asked.once('error', failed);
      asked.end(body ?? undefined);
    } catch {
      // A token or a certificate that no header and no connection takes.
      resolve(trouble('not-permitted', 'token or certificate cannot be used'));
    }
  });
}

function answerOf(status: number, text: string): KubernetesAnswer {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = null;
  }
  const said = (document as { readonly message?: unknown } | null)?.message;
  const message = excerpt(typeof said === 'string' ? said : `status ${status}`, 300);
  if (status === 200 && document !== null) return { kind: 'object', object: document };
  if (status === 404) return { kind: 'missing', message };
  if (status === 409) return { kind: 'conflict' };
  if (status === 401 || status === 403) return trouble('not-permitted', message);
  if (status === 400 || status === 422) return { kind: 'invalid', message };
  if (status === 429 || status >= 500) return trouble('unavailable', message);
  return trouble('malformed', message);
}

function trouble(code: EngineTrouble, message: string): KubernetesAnswer {
  return { kind: 'trouble', code, message };
}

function readBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && `${url.username}${url.password}${url.search}${url.hash}` === '') return url;
  throw new Fault({
    kind: 'usage',
    code: 'bad-kubernetes-address',
    message: 'the Kubernetes API has no usable address',
    fix: 'Write FIREBREAK_KUBERNETES_URL as https://HOST:PORT, or as in-cluster inside of a pod.',
  });
}
