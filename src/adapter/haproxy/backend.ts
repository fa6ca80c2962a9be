import type { EngineTrouble } from '../../domain/rollout/index.ts';
import { excerpt } from '../../kernel/index.ts';
import { type Ask, isHaproxyName } from './socket.ts';
import { type Row, stateRows, statRows } from './table.ts';

/** One server of a backend, as HAProxy has it at this moment. */
export interface BackendServer {
  readonly name: string;
  /** Set by the runtime or by the configuration, 0..256. */
  readonly weight: number;
  readonly configuredWeight: number;
  /** Put so by a command, as against by the configuration, a tracked server or a resolver. */
  readonly isInMaintenance: boolean;
  readonly isDrained: boolean;
  /** Takes new requests: it is up, or nobody checks it. */
  readonly isUsable: boolean;
  /** What it counts for in turns of the balancer; 0 where it is not usable. */
  readonly effectiveWeight: number;
  readonly isBackup: boolean;
  /** HAProxy's word, such as `UP` or `MAINT`. */
  readonly status: string;
}

/** The new version's servers and the others of a backend. */
export interface Backend {
  readonly name: string;
  /** In the order in which the target names them. */
  readonly canary: readonly BackendServer[];
  /** Without backups. */
  readonly stable: readonly BackendServer[];
}

/** Why a backend is not known. */
export type NoBackend =
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'denied'; readonly message: string }
  | { readonly kind: 'trouble'; readonly code: EngineTrouble; readonly message: string };

/** Servers of one target: more are not one version. */
const MAX_CANARIES = 32;
/** Of `srv_admin_state` (Management Guide, `show servers state`). */
const ADMIN = { forcedMaintenance: 0x01, forcedDrain: 0x08 } as const;

/** Reads the backend that a target names; every answer of the socket is a value. */
export async function readBackend(
  ask: Ask,
  target: string,
): Promise<{ readonly kind: 'read'; readonly backend: Backend } | NoBackend> {
  const [name = '', list = '', ...rest] = target.split('/');
  const servers = list.split(',');
  if (rest.length > 0 || servers.length > MAX_CANARIES || ![name, ...servers].every(isHaproxyName)) {
    return { kind: 'invalid', message: `"${excerpt(target, 80)}" is not BACKEND/SERVER` };
  }
  const state = await rowsOf(ask, `show servers state ${name}`, stateRows);
  if (state.kind !== 'rows') return state;
  // 4 = servers; -1 = every one of them.
  const stat = await rowsOf(ask, `show stat ${name} 4 -1`, statRows);
  if (stat.kind !== 'rows') return stat;
  const all = state.rows
    .filter((row) => row['be_name'] === name)
    .map((row) =>
      serverOf(
        row,
        stat.rows.find((each) => each['pxname'] === name && each['svname'] === row['srv_name']),
      ),
    );
  const canary = servers.flatMap((server) => all.find((each) => each.name === server) ?? []);
  if (canary.length < servers.length) {
    return { kind: 'missing', message: `the backend ${name} has no such server` };
  }
  const stable = all.filter((server) => !servers.includes(server.name) && !server.isBackup);
  return { kind: 'read', backend: { name, canary, stable } };
}

function serverOf(state: Row, stat: Row | undefined): BackendServer {
  const admin = Number(state['srv_admin_state']);
  const status = stat?.['status'] ?? 'unknown';
  const isUsable = /^(?:UP|no check|NOLB$)/.test(status);
  return {
    name: state['srv_name'] ?? '',
    weight: Number(state['srv_uweight']),
    configuredWeight: Number(state['srv_iweight']),
    isInMaintenance: (admin & ADMIN.forcedMaintenance) !== 0,
    isDrained: (admin & ADMIN.forcedDrain) !== 0,
    isUsable,
    effectiveWeight: isUsable ? Number(stat?.['weight'] ?? 0) : 0,
    isBackup: stat?.['bck'] === '1',
    status,
  };
}

async function rowsOf(
  ask: Ask,
  command: string,
  read: (text: string) => readonly Row[] | null,
): Promise<{ readonly kind: 'rows'; readonly rows: readonly Row[] } | NoBackend> {
  const answer = await ask(command);
  if (answer.kind === 'trouble') return answer;
  const rows = read(answer.text);
  return rows === null ? refusalOf(answer.text) : { kind: 'rows', rows };
}

/** What a sentence of HAProxy's means; it has no codes (`src/cli.c`, `src/proxy.c`, `src/server.c`, 2.6). */
export function refusalOf(text: string): NoBackend {
  const message = excerpt(text.trim().split('\n')[0] ?? '', 200);
  if (/^(?:No such (?:server|backend)|Can't find backend)/.test(message)) return { kind: 'missing', message };
  if (/^Permission denied/.test(message)) return { kind: 'denied', message };
  if (message === '') return { kind: 'trouble', code: 'malformed', message: 'the socket said nothing' };
  return { kind: 'trouble', code: 'malformed', message };
}
