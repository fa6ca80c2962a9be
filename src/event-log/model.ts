import type { Branded, Digest, Instant } from '../kernel/index.ts';
import type { Fence, RecordChanges, RecordConflict } from './side-table.ts';

/** Name of one stream: a kind, a colon, and what it is about, e.g. `decision:sha256:...`. */
export type StreamId = Branded<string, 'StreamId'>;

/** An event before the log has taken it. `payload` is JSON data that holds no personal data, diff or sample. */
export interface NewEvent {
  /** Past tense, e.g. `DecisionRecorded`. */
  readonly type: string;
  /** 1 and up; an older one is lifted by up-casters when it is read. */
  readonly schemaVersion: number;
  readonly at: Instant;
  /** Id of the person or account that acted; `null` = not known. */
  readonly actor: string | null;
  readonly payload: unknown;
}

/** An event as the log keeps it for ever. */
export interface Envelope {
  /** Place in the whole log: 1, 2, 3, ... without a gap, in the order of commits. */
  readonly position: number;
  readonly stream: StreamId;
  /** Place in its stream: 1, 2, 3, ... without a gap. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly at: Instant;
  readonly actor: string | null;
  /** Canonical JSON; the text, not the value, is what the digest covers. */
  readonly payload: string;
  /** Of all members above; see `envelopeDigest`. */
  readonly digest: Digest;
}

/** What a stream must look like for an append to count: its version (0 = no event yet), or anything. */
export type Expected = number | 'any';

export interface AppendRequest {
  readonly stream: StreamId;
  readonly expected: Expected;
  /** One to {@link MAX_EVENTS}, appended all or none. */
  readonly events: readonly NewEvent[];
  /** Refused where the lease was lost. */
  readonly fence?: Fence;
  /** Records that change with the events or not at all. */
  readonly records?: RecordChanges;
}

/** Why nothing was appended: somebody else wrote first, or has the lease; the domain must look again. */
export type AppendConflict = VersionConflict | Fenced | RecordConflict;

/** The stream is not what was expected. */
export interface VersionConflict {
  readonly code: 'version-conflict';
  readonly stream: StreamId;
  readonly expected: number;
  readonly actual: number;
}

/** The lease was lost: released, or given to another after it ran out. */
export interface Fenced {
  readonly code: 'fenced';
  readonly name: string;
}

/** Events of one append: enough for a webhook's burst, few enough to keep a transaction short. */
export const MAX_EVENTS = 1000;
/** UTF-16 units of one payload: an event states a fact; documents are kept elsewhere by digest. */
export const MAX_PAYLOAD = 262_144;
/** Units of a name (stream, type, actor): fits an index of either store. */
export const MAX_NAME = 300;
