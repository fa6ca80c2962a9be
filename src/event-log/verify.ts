import { type Chain, chain, type EventFlaw } from './chain.ts';
import { type Checkpoint, openCheckpoint, type TreeHead } from './checkpoint.ts';
import { sameHash } from './merkle.ts';
import type { NoteFlaw, Verifier } from './note.ts';
import { type EventStore, PAGE } from './port.ts';
import { type TileFlaw, tileFlaw } from './stored-tile.ts';

/** The first thing that is wrong, by position. */
export type LogFlaw =
  | EventFlaw
  | TileFlaw
  /** The tree of the events is not the one that was signed; what differs lies in `position` to `until`. */
  | { readonly code: 'checkpoint-root' | 'kept-checkpoint-root'; readonly position: number; readonly until: number }
  | {
      readonly code: 'checkpoint-note';
      readonly position: number;
      readonly until: number;
      readonly why: NoteFlaw | 'size';
    }
  /** A checkpoint speaks of more events than there are; `position` is the first that is missing. */
  | { readonly code: 'events-missing'; readonly position: number; readonly until: number }
  /** There are events, and no checkpoint at all. */
  | { readonly code: 'not-sealed'; readonly position: number };

/** What a log turned out to be. */
export interface LogVerification {
  /** Events that were followed; those before the flaw where there is one. */
  readonly events: number;
  /** Events that the newest checkpoint covers. */
  readonly sealed: number;
  readonly checkpoints: number;
  readonly flaw: LogFlaw | null;
}

/**
 * Reads a whole log and recomputes everything that it claims: each digest, the order of each stream, each tile, the root and
 * signature of each checkpoint. `kept` is the head of a checkpoint kept elsewhere: without one, a log that was cut back to an
 * older checkpoint, or signed anew by a stolen key, passes.
 */
export async function verifyLog(options: {
  readonly store: EventStore;
  readonly verifier: Verifier;
  readonly kept: TreeHead | null;
}): Promise<LogVerification> {
  const { store, verifier, kept } = options;
  const last = await store.lastCheckpoint();
  const sealed = last?.size ?? 0;
  const log = chain();
  const marks = checkpointsOf(store);
  let mark = (await marks.next()).value;
  let checkpoints = 0;
  let proved = 0;
  const end = async (flaw: LogFlaw | null): Promise<LogVerification> => ({
    events: log.size(),
    sealed,
    checkpoints,
    flaw: flaw === null ? null : await earlier({ flaw, log, store, sealed }),
  });
  for (let page = await read(store, 0); page.length > 0; page = await read(store, log.size())) {
    for (const event of page) {
      const step = log.follow(event);
      if (step.flaw !== null) return end(step.flaw);
      const size = log.size();
      for (const tile of size <= sealed ? step.full : []) {
        const flaw = await tileFlaw(tile, store.readTile);
        if (flaw !== null) return end(flaw);
      }
      if (mark?.size === size) {
        const flaw = checkpointFlaw({ mark, log, verifier, proved });
        if (flaw !== null) return end(flaw);
        checkpoints += 1;
        proved = size;
        mark = (await marks.next()).value;
      }
      if (kept?.size === size && !sameHash(kept.root, log.root())) {
        return end({ code: 'kept-checkpoint-root', position: 1, until: size });
      }
      if (size === sealed) {
        for (const tile of log.open()) {
          const flaw = await tileFlaw(tile, store.readTile);
          if (flaw !== null) return end(flaw);
        }
      }
    }
  }
  const claimed = Math.max(sealed, kept?.size ?? 0, mark?.size ?? 0);
  if (claimed > log.size()) return end({ code: 'events-missing', position: log.size() + 1, until: claimed });
  return end(log.size() > 0 && last === null ? { code: 'not-sealed', position: 1 } : null);
}

/** A flaw that is seen late may begin earlier: the leaves that were followed are compared with the stored ones. */
async function earlier(options: {
  readonly flaw: LogFlaw;
  readonly log: Chain;
  readonly store: EventStore;
  readonly sealed: number;
}): Promise<LogFlaw> {
  const { flaw, log, store, sealed } = options;
  const leaves = log.open().find(({ level }) => level === 0);
  if (leaves === undefined || log.size() > sealed) return flaw;
  const found = await tileFlaw(leaves, store.readTile);
  const late = flaw.code === 'checkpoint-root' || flaw.code === 'kept-checkpoint-root';
  return found !== null && (late || found.position < flaw.position) ? found : flaw;
}

function checkpointFlaw(options: {
  readonly mark: Checkpoint;
  readonly log: Chain;
  readonly verifier: Verifier;
  /** Events whose tree was found to be the signed one. */
  readonly proved: number;
}): LogFlaw | null {
  const { mark, log, verifier, proved } = options;
  const place = { position: proved + 1, until: mark.size };
  const head = openCheckpoint(mark.note, verifier);
  if (!head.ok) return { code: 'checkpoint-note', ...place, why: head.rejection };
  if (head.value.size !== mark.size) return { code: 'checkpoint-note', ...place, why: 'size' };
  return sameHash(head.value.root, log.root()) ? null : { code: 'checkpoint-root', ...place };
}

async function* checkpointsOf(store: EventStore): AsyncGenerator<Checkpoint, undefined> {
  for (let after = 0; ; ) {
    const page = await store.readCheckpoints({ after, limit: PAGE });
    if (page.length === 0) return undefined;
    for (const checkpoint of page) {
      after = checkpoint.size;
      yield checkpoint;
    }
  }
}

function read(store: EventStore, after: number) {
  return store.readAll({ after, limit: PAGE });
}
