import { accept, assertNever, type Result, reject } from '../kernel/index.ts';
import { type Chain, chain } from './chain.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { formatLine, parseLine } from './exchange-line.ts';
import { sameHash } from './merkle.ts';
import type { Envelope } from './model.ts';
import { parseVerifier, type Verifier } from './note.ts';
import { type EventStore, PAGE } from './port.ts';
import type { Tile } from './tile.ts';

/** Why an exported log is not taken; `line` is counted from 1. */
export interface ExchangeFlaw {
  readonly code: 'line' | 'header' | 'other-log' | 'event' | 'checkpoint' | 'not-empty' | 'not-sealed';
  readonly line: number;
  /** Events that were whole before it. */
  readonly events: number;
}

/** What an exported log holds. */
export interface ExchangeSummary {
  readonly events: number;
  /** Events that the newest checkpoint covers. */
  readonly sealed: number;
  readonly verifier: Verifier;
}

/** The lines of a log, without line feeds: its public key, its events, its checkpoints. */
export async function* exportLines(store: EventStore, verifier: Verifier): AsyncGenerator<string> {
  yield formatLine({ kind: 'log', key: verifier.text });
  let marks = await store.readCheckpoints({ after: 0, limit: PAGE });
  for (let after = 0; ; ) {
    const page = await store.readAll({ after, limit: PAGE });
    if (page.length === 0) return;
    for (const event of page) {
      after = event.position;
      yield formatLine({ kind: 'event', event });
      const [mark] = marks;
      if (mark?.size !== after) continue;
      yield formatLine({ kind: 'checkpoint', checkpoint: mark });
      marks = marks.length > 1 ? marks.slice(1) : await store.readCheckpoints({ after, limit: PAGE });
    }
  }
}

/** Checks an exported log without a store: every digest, stream, root and signature, by its own key or the one that is asked for. */
export async function verifyLines(
  lines: AsyncIterable<string>,
  wanted: Verifier | null,
): Promise<Result<ExchangeSummary, ExchangeFlaw>> {
  return follow({ lines, wanted, take: async () => true });
}

/** Loads an exported log that {@link verifyLines} accepted into an empty store; checks it all the same. */
export async function importLines(options: {
  readonly store: EventStore;
  readonly lines: AsyncIterable<string>;
  readonly wanted: Verifier;
}): Promise<Result<ExchangeSummary, ExchangeFlaw>> {
  const { store, lines, wanted } = options;
  if ((await store.head()) > 0) return reject({ code: 'not-empty', line: 1, events: 0 });
  let waiting: Envelope[] = [];
  let full: Tile[] = [];
  let sealed = 0;
  const flush = async (): Promise<boolean> => {
    const loaded = waiting.length === 0 || (await store.load(waiting)).ok;
    waiting = [];
    return loaded;
  };
  const take = async (step: Step): Promise<boolean> => {
    if (step.kind === 'event') {
      waiting.push(step.event);
      full.push(...step.full);
      return waiting.length < PAGE || flush();
    }
    if (!(await flush())) return false;
    const tiles = [...full, ...step.log.open()];
    const kept = await store.seal({ previous: sealed, tiles, checkpoint: step.checkpoint });
    full = [];
    sealed = step.checkpoint.size;
    return kept.ok;
  };
  const result = await follow({ lines, wanted, take });
  if (result.ok && !(await flush())) return reject({ code: 'not-empty', line: 1, events: 0 });
  return result;
}

type Step =
  | { readonly kind: 'event'; readonly event: Envelope; readonly full: readonly Tile[] }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint; readonly log: Chain };

async function follow(options: {
  readonly lines: AsyncIterable<string>;
  readonly wanted: Verifier | null;
  /** False = the store is not what it was when it began. */
  readonly take: (step: Step) => Promise<boolean>;
}): Promise<Result<ExchangeSummary, ExchangeFlaw>> {
  const { lines, wanted, take } = options;
  const log = chain();
  let verifier: Verifier | null = null;
  let line = 0;
  let sealed = 0;
  const wrong = (code: ExchangeFlaw['code']) => reject({ code, line, events: log.size() });
  for await (const text of lines) {
    line += 1;
    const read = parseLine(text);
    if (read === null) return wrong('line');
    if ((line === 1) !== (read.kind === 'log')) return wrong('header');
    switch (read.kind) {
      case 'log':
        verifier = parseVerifier(read.key);
        if (verifier === null) return wrong('header');
        if (wanted !== null && wanted.text !== verifier.text) return wrong('other-log');
        break;
      case 'event': {
        const step = log.follow(read.event);
        if (step.flaw !== null) return wrong('event');
        if (!(await take({ kind: 'event', event: read.event, full: step.full }))) return wrong('not-empty');
        break;
      }
      case 'checkpoint':
        if (verifier === null || !covers(read.checkpoint, { log, verifier, sealed })) return wrong('checkpoint');
        sealed = read.checkpoint.size;
        if (!(await take({ kind: 'checkpoint', checkpoint: read.checkpoint, log }))) return wrong('not-empty');
        break;
      default:
        assertNever(read);
    }
  }
  if (verifier === null) return wrong('header');
  if (log.size() > 0 && sealed === 0) return wrong('not-sealed');
  return accept({ events: log.size(), sealed, verifier });
}

function covers(
  checkpoint: Checkpoint,
  so: { readonly log: Chain; readonly verifier: Verifier; readonly sealed: number },
): boolean {
  const head = openCheckpoint(checkpoint.note, so.verifier);
  if (!head.ok || checkpoint.size <= so.sealed) return false;
  const { size, root } = head.value;
  return size === checkpoint.size && size === so.log.size() && sameHash(root, so.log.root());
}
