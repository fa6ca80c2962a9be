import type { Instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';

/** What says that one service needs another. The first three declare, the last two saw it happen. */
export type CallOrigin = 'firebreak' | 'backstage' | 'datadog' | 'otel' | 'prometheus';

/** One statement that `caller` needs `callee`: it calls it, reads its queue, stores with it. */
export interface StatedCall {
  readonly caller: string;
  readonly callee: string;
  readonly origin: CallOrigin;
  /** File and line, or the name of the source that was asked: where to look it up. */
  readonly place: string;
  /** When it was seen; `null` for a declaration. */
  readonly seenAt: Instant | null;
  /** Calls a minute; `null` where not measured. */
  readonly callsPerMinute: number | null;
}

/** A service as some catalogue describes it; what a catalogue does not say is `null`, never a default. */
export interface DescribedService {
  readonly id: string;
  readonly kind: 'service' | 'datastore' | 'queue' | 'library' | 'website' | 'external' | 'unknown';
  readonly tier: Tier | null;
  readonly owner: string | null;
  /** Globs over repository paths; empty where the catalogue names none. */
  readonly paths: readonly string[];
  readonly origin: CallOrigin;
  readonly place: string;
}

/** Everything that was read of services and their calls, before it is merged. */
export interface ServiceReading {
  readonly services: readonly DescribedService[];
  readonly calls: readonly StatedCall[];
  /** What could not be read: it may hide services and calls. */
  readonly unread: readonly { readonly place: string; readonly code: string; readonly message: string }[];
}

/** One edge with everything that says so; at least one statement. */
export interface ServiceCall {
  readonly caller: string;
  readonly callee: string;
  readonly stated: readonly StatedCall[];
}

/** Where sources do not agree. */
export interface ServiceFinding {
  readonly code: /** Traffic was seen that no catalogue declares. */
    | 'undeclared-call'
    /** A declared call was not seen, although both services were seen. */
    | 'unseen-call'
    /** Two catalogues give one service different tiers. */
    | 'tier-conflict'
    | 'owner-conflict'
    /** A call names a service that no catalogue describes. */
    | 'unknown-service'
    /** A more critical service needs a less critical one: the callee is as critical as its callers. */
    | 'tier-inversion';
  readonly services: readonly string[];
  readonly message: string;
  readonly places: readonly string[];
}

/** A service with what all sources say of it. */
export interface ServiceNode {
  readonly id: string;
  readonly kind: DescribedService['kind'];
  /** As stated: the most critical of the statements; `null` = nobody says. */
  readonly tier: Tier | null;
  /** The most critical tier of itself and of everything that needs it; `null` = unknown for all. */
  readonly inheritedTier: Tier | null;
  readonly owners: readonly string[];
  readonly paths: readonly string[];
  readonly places: readonly string[];
}

/** A service that a change reaches through calls. */
export interface ReachedService {
  readonly id: string;
  /** 0 = the change touches it; 1 = it calls one that is touched, and so on. */
  readonly hops: number;
  /** The calls from it down to a touched service, its own first; empty at hop 0. */
  readonly through: readonly ServiceCall[];
  readonly tier: Tier | null;
  /** `observed` when every call of the way was seen, `declared` when every one is declared, `mixed` otherwise; at hop 0 `touched`. */
  readonly evidence: 'touched' | 'observed' | 'declared' | 'mixed';
}
