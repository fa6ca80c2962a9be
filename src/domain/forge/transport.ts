import { Fault } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';

/** One call of a forge's API. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's address, with its query; or an absolute address, which must lie below it. */
  readonly path: string;
  /** Value of the header that proves who calls; never part of a message. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whoever calls: answers are kept, and quotas counted, for each apart. No secret. */
  readonly caller: string;
  /** JSON data; absent where nothing is sent. */
  readonly body?: unknown;
}

/** What the forge answered. */
export interface TransportAnswer {
  /** 200..299, or 404; everything else is a Fault. */
  readonly status: number;
  /** JSON data; `null` where there was none. */
  readonly body: unknown;
  /** Address of the next page; `null` = this was the last one. */
  readonly next: string | null;
}

/**
 * Calls one forge's API and no other host. It waits and tries again where that changes nothing; what may have happened
 * although no answer came is a Fault with the code `forge-outcome-unknown`, never sent twice.
 */
export interface ForgeTransport {
  send(request: TransportRequest): Promise<TransportAnswer>;
}

/** Says before each write whether whoever writes still may: its lease could be another's by now. */
export type StillHeld = () => Promise<boolean>;

/** A transport that writes nothing once it may no longer; reading goes on. Fault `overtaken`: another node has the work. */
export function heldTransport(transport: ForgeTransport, stillHeld: StillHeld): ForgeTransport {
  return {
    async send(request) {
      if (request.method !== 'GET') await requireHeld(stillHeld);
      return transport.send(request);
    },
  };
}

/** Fault `overtaken`: another node has the work. */
export async function requireHeld(stillHeld: StillHeld): Promise<void> {
  if (await stillHeld()) return;
  throw new Fault({
    kind: 'unreachable',
    code: 'overtaken',
    message: 'another node took this over while this one stood still',
    fix: 'Nothing: the other node does it.',
  });
}

/** Which repository is to be copied, and how. */
export interface MirrorRequest {
  /** Folder names below the place of all copies: forge, owner, name. */
  readonly place: readonly string[];
  /** Address that git fetches from; without a password. */
  readonly url: string;
  /** Value of the header `Authorization`; `null` = none is needed. */
  readonly authorization: string | null;
  readonly defaultBranch: string;
  readonly commits: readonly CommitId[];
}

/** Keeps bare copies of repositories on this machine; gives the folder of one that holds what was asked for. */
export type RepositoryMirror = (request: MirrorRequest) => Promise<string>;
