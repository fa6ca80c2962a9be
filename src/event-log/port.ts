import type { Result } from '../kernel/index.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { AppendConflict, AppendRequest, Envelope, StreamId } from './model.ts';
import type { Tile, TileReader } from './tile.ts';
import type { Row, View } from './view.ts';

/** Rows of one page at most: bounds memory whatever a caller asks. */
export const PAGE = 1000;

/** Somebody else sealed first; the next attempt finds what they sealed. */
export interface SealConflict {
  readonly code: 'seal-conflict';
}

/** The envelopes do not continue the log or a stream of it. */
export interface LoadConflict {
  readonly code: 'not-next';
  /** Of the first envelope that does not fit. */
  readonly position: number;
}

/**
 * An append-only log with its views and its seals. Durable: what a promise fulfilled stays after a crash. One contract suite
 * runs on every implementation (`test/event-store`). Rejects with a `Fault` where the store fails.
 */
export interface EventStore {
  /** Appends all or nothing; the documents of every view change in the same transaction. */
  append(request: AppendRequest): Promise<Result<readonly Envelope[], AppendConflict>>;
  /** Appends envelopes as they are, made elsewhere: for import. At most {@link PAGE}; all or nothing, views too. */
  load(envelopes: readonly Envelope[]): Promise<Result<null, LoadConflict>>;
  /** Events of a stream, lifted by up-casters, oldest first; at most {@link PAGE}. */
  readStream(request: {
    readonly stream: StreamId;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly Envelope[]>;
  /** Events as stored, after a position (0 = from the beginning), oldest first; at most {@link PAGE}. */
  readAll(request: { readonly after: number; readonly limit: number }): Promise<readonly Envelope[]>;
  /** Events in the log. */
  head(): Promise<number>;
  /** `null` where there is none. */
  readDocument(view: View, key: string): Promise<unknown>;
  /** Documents in the order of their keys' bytes, after a key (`''` = from the first); at most {@link PAGE}. */
  listDocuments(view: View, request: { readonly after: string; readonly limit: number }): Promise<readonly Row[]>;
  /** Throws a view's documents away and folds them again from the first event, in one transaction. */
  rebuild(view: View): Promise<void>;
  /** The newest checkpoint; `null` = nothing is sealed. */
  lastCheckpoint(): Promise<Checkpoint | null>;
  /** Checkpoints of more than `after` events, the smallest first; at most {@link PAGE}. */
  readCheckpoints(request: { readonly after: number; readonly limit: number }): Promise<readonly Checkpoint[]>;
  readonly readTile: TileReader;
  /** Keeps a checkpoint with its tiles if the newest one is still that of `previous` events (0 = none). */
  seal(request: {
    readonly previous: number;
    readonly tiles: readonly Tile[];
    readonly checkpoint: Checkpoint;
  }): Promise<Result<null, SealConflict>>;
  close(): Promise<void>;
}
