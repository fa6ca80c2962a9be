import { Fault } from '../../kernel/index.ts';
import type { SettingReader } from '../access/index.ts';

/** Which engines of rollouts a server serves, as the operator sets it. */
export interface EngineSettings {
  /** Of who may ask for verdicts and nothing else, the newest first; empty = nobody. */
  readonly tokens: readonly string[];
  /** Path of HAProxy's runtime socket; `null` = none. */
  readonly haproxySocket: string | null;
  /** Where Argo Rollouts and Flagger are looked at and aborted; `null` = they are not. */
  readonly kubernetes: {
    readonly url: string;
    /** File that holds the token; read anew each time, since the cluster exchanges it. */
    readonly tokenFile: string;
    /** File of the certificates that the cluster's is checked by. */
    readonly caFile: string;
  } | null;
}

/** A shorter token invites guessing. */
const MIN_TOKEN = 16;
/** Where a pod finds what it needs (kubernetes.io, "Accessing the Kubernetes API from a Pod"). */
const POD = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Reads `FIREBREAK_ENGINE_TOKEN`, `FIREBREAK_HAPROXY_SOCKET` and `FIREBREAK_KUBERNETES_*`; docs/engines.md lists them. Fault `bad-setting`. */
export function readEngineSettings(setting: SettingReader): EngineSettings {
  const read = (name: string): string | null => setting(name)?.trim() || null;
  const [token, previous] = [read('FIREBREAK_ENGINE_TOKEN'), read('FIREBREAK_ENGINE_TOKEN_PREVIOUS')];
  const tokens = token === null ? [] : previous === null ? [token] : [token, previous];
  if (!tokens.every((each) => each.length >= MIN_TOKEN && /^[\w.~-]+$/.test(each))) {
    throw wrong(
      'FIREBREAK_ENGINE_TOKEN',
      `is no token of ${MIN_TOKEN} characters or more that fits an address`,
      'Make one with: openssl rand -hex 32',
    );
  }
  const url = read('FIREBREAK_KUBERNETES_URL');
  const kubernetes = {
    url: url === 'in-cluster' ? 'https://kubernetes.default.svc' : (url ?? ''),
    tokenFile: read('FIREBREAK_KUBERNETES_TOKEN_PATH') ?? `${POD}/token`,
    caFile: read('FIREBREAK_KUBERNETES_CA_PATH') ?? `${POD}/ca.crt`,
  };
  const haproxySocket = read('FIREBREAK_HAPROXY_SOCKET');
  if (haproxySocket !== null && (!haproxySocket.startsWith('/') || Buffer.byteLength(haproxySocket) > MAX_SOCKET)) {
    throw wrong(
      'FIREBREAK_HAPROXY_SOCKET',
      'is no path of a unix socket',
      `Write the whole path, at most ${MAX_SOCKET} bytes.`,
    );
  }
  return { tokens, haproxySocket, kubernetes: url === null ? null : kubernetes };
}

/** What the system takes (unix(7)). */
const MAX_SOCKET = 107;

function wrong(name: string, what: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code: 'bad-setting', message: `${name} ${what}`, fix });
}
