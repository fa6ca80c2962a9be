import {
  type Checkpoint,
  type Envelope,
  type ExchangeFlaw,
  type ExchangeSummary,
  entryOf,
  envelopeFlaw,
  exportLines,
  importLines,
  inclusionProof,
  type LogVerification,
  leafHash,
  MissingTile,
  openCheckpoint,
  PAGE,
  parseVerifier,
  type Row,
  sealLog,
  subtreesOf,
  type TreeHead,
  type Verifier,
  verifyInclusion,
  verifyLines,
  verifyLog,
} from '../event-log/index.ts';
import { assert, Fault } from '../kernel/index.ts';
import { decisionRecorded, decisionStream, VERDICT_COUNT } from './decision-event.ts';
import { INCIDENT_VIEWS } from './incident/stream.ts';
import type { OpenLog, World } from './port.ts';
import type { JudgedProposal } from './proposal.ts';

/** The views that every log keeps. */
export const LOG_VIEWS = [VERDICT_COUNT, ...INCIDENT_VIEWS] as const;

/** Where a decision was recorded, and the checkpoint that seals it. */
export interface RecordedDecision {
  readonly event: Envelope;
  readonly checkpoint: Checkpoint;
}

/** Appends a decision to the log of a folder and seals it; both are on the disk when this ends. */
export async function recordDecision(world: World, folder: string, judged: JudgedProposal): Promise<RecordedDecision> {
  return withLog(world.openLog({ folder, use: 'write' }), async ({ store, signer }) => {
    assert(signer !== null, 'a log that is opened for writing can be signed');
    const appended = await store.append({
      stream: decisionStream(judged),
      expected: 'any',
      events: [decisionRecorded(judged)],
    });
    assert(appended.ok, 'an append without expectation has no conflict');
    const sealed = await sealLog(store, signer);
    if (!sealed.ok) {
      throw new Fault({
        kind: 'malformed',
        code: 'log-differs',
        message: `the log in ${folder} is not what was sealed before (${sealed.rejection.code}, event ${sealed.rejection.position}); nothing was signed`,
        fix: 'Run firebreak log verify on it, keep a copy, and record into another folder.',
      });
    }
    const [event] = appended.value;
    assert(event !== undefined && sealed.value !== null, 'what was appended is sealed');
    return { event, checkpoint: sealed.value };
  });
}

/** What a log holds, by its own words. */
export interface LogState {
  readonly events: number;
  readonly checkpoint: Checkpoint | null;
  readonly verifier: Verifier;
  /** Documents of {@link VERDICT_COUNT}. */
  readonly verdicts: readonly Row[];
}

/** Reads what a log says of itself; `verifyDataFolder` tells whether it is true. */
export async function readLogState(world: World, folder: string): Promise<LogState> {
  return withLog(world.openLog({ folder, use: 'read' }), async ({ store, verifier }) => ({
    events: await store.head(),
    checkpoint: await store.lastCheckpoint(),
    verifier,
    verdicts: await store.listDocuments(VERDICT_COUNT, { after: '', limit: PAGE }),
  }));
}

/** Recomputes a whole log. `key` is trusted instead of the folder's own; `kept` is a file with a checkpoint that was kept elsewhere. */
export async function verifyDataFolder(options: {
  readonly world: World;
  readonly folder: string;
  readonly key: string | null;
  readonly kept: string | null;
}): Promise<LogVerification & { readonly verifier: Verifier }> {
  const { world, folder, key } = options;
  return withLog(world.openLog({ folder, use: 'read' }), async ({ store, verifier: own }) => {
    const verifier = key === null ? own : verifierIn(key);
    const kept = options.kept === null ? null : await keptHead(world, options.kept, verifier);
    return { ...(await verifyLog({ store, verifier, kept })), verifier };
  });
}

/** Copies a log into a new folder while others work in it, and recomputes the copy. */
export async function backUpLog(options: {
  readonly world: World;
  readonly folder: string;
  readonly target: string;
}): Promise<LogVerification & { readonly verifier: Verifier }> {
  const { world, folder, target } = options;
  await world.copyLog({ folder, target });
  return verifyDataFolder({ world, folder: target, key: null, kept: null });
}

/** The lines of a log, for another folder or another reader. */
export async function* exportLog(world: World, folder: string): AsyncGenerator<string> {
  const { store, verifier } = await world.openLog({ folder, use: 'read' });
  try {
    yield* exportLines(store, verifier);
  } finally {
    await store.close();
  }
}

/** Loads an exported log into a folder without one, after it was checked from its first line to its last. */
export async function importLog(options: {
  readonly world: World;
  readonly folder: string;
  readonly file: string;
  readonly key: string | null;
}): Promise<ExchangeSummary> {
  const { world, folder, file } = options;
  const wanted = options.key === null ? null : verifierIn(options.key);
  const checked = await verifyLines(world.readLines(file), wanted);
  if (!checked.ok) throw exchangeFault(file, checked.rejection);
  const { verifier } = checked.value;
  return withLog(world.openLog({ folder, use: 'import', verifier }), async ({ store }) => {
    const loaded = await importLines({ store, lines: world.readLines(file), wanted: verifier });
    if (!loaded.ok) throw exchangeFault(file, loaded.rejection);
    return loaded.value;
  });
}

/** One event with the proof that the newest checkpoint covers it. */
export interface ProvenEvent {
  readonly event: Envelope;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Checkpoint;
  readonly verifier: Verifier;
}

/** Proves that the event at a position is in the log. Fault: it is not there or not sealed, or the log does not hold together. */
export async function proveEvent(options: {
  readonly world: World;
  readonly folder: string;
  readonly position: number;
}): Promise<ProvenEvent> {
  const { world, folder, position } = options;
  return withLog(world.openLog({ folder, use: 'read' }), async ({ store, verifier }) => {
    const checkpoint = await store.lastCheckpoint();
    const [event] = await store.readAll({ after: position - 1, limit: 1 });
    if (checkpoint === null || event?.position !== position || position > checkpoint.size) {
      throw new Fault({
        kind: 'usage',
        code: 'no-such-event',
        message: `the log in ${folder} has no sealed event ${position}`,
        fix: `Give a position from 1 to ${checkpoint?.size ?? 0}.`,
      });
    }
    const place = { index: position - 1, size: checkpoint.size };
    const proof = await inclusionProof({ ...place, read: subtreesOf(store.readTile) }).catch((error: unknown) => {
      if (error instanceof MissingTile) return [];
      throw error;
    });
    const head = openCheckpoint(checkpoint.note, verifier);
    const leaf = leafHash(entryOf(event));
    const proved = head.ok && verifyInclusion({ ...place, leaf, proof, root: head.value.root });
    if (!proved || envelopeFlaw(event) !== null) {
      throw new Fault({
        kind: 'malformed',
        code: 'log-differs',
        message: `event ${position} is not the one that was sealed`,
        fix: 'Run firebreak log verify on this folder.',
      });
    }
    return { event, proof, checkpoint, verifier };
  });
}

async function withLog<T>(opening: Promise<OpenLog>, work: (log: OpenLog) => Promise<T>): Promise<T> {
  const log = await opening;
  try {
    return await work(log);
  } finally {
    await log.store.close();
  }
}

function verifierIn(text: string): Verifier {
  const verifier = parseVerifier(text);
  if (verifier !== null) return verifier;
  throw new Fault({
    kind: 'usage',
    code: 'bad-log-key',
    message: 'the key is none',
    fix: 'Give NAME+ID+KEY as `firebreak log status` prints it.',
  });
}

/** A checkpoint, also where it stands below the words that `firebreak log status` prints before it. */
async function keptHead(world: World, file: string, verifier: Verifier): Promise<TreeHead> {
  const lines: string[] = [];
  for await (const line of world.readLines(file)) {
    lines.push(line);
    if (lines.length > MAX_CHECKPOINT_LINES) break;
  }
  const start = Math.max(0, lines.indexOf(verifier.name));
  const head = openCheckpoint(`${lines.slice(start).join('\n')}\n`, verifier);
  if (head.ok) return head.value;
  throw new Fault({
    kind: 'malformed',
    code: 'bad-checkpoint',
    message: `${file} holds no checkpoint of this log (${head.rejection})`,
    fix: 'Give what `firebreak log status` printed of the same log.',
  });
}

/** A checkpoint takes five lines. */
const MAX_CHECKPOINT_LINES = 100;

function exchangeFault(file: string, flaw: ExchangeFlaw): Fault {
  return new Fault({
    kind: flaw.code === 'not-empty' || flaw.code === 'other-log' ? 'usage' : 'malformed',
    code: `log-file-${flaw.code}`,
    message: `${file}:${flaw.line}: ${EXCHANGE_TEXT[flaw.code]} (${flaw.events} events before it are whole)`,
    fix: flaw.code === 'not-empty' ? 'Name a folder without a log.' : 'Export the log again from where it verifies.',
  });
}

const EXCHANGE_TEXT: Readonly<Record<ExchangeFlaw['code'], string>> = {
  line: 'not a line of an exported log',
  header: 'not the header of an exported log',
  'other-log': 'a log of another key',
  event: 'an event that is not whole, or not the next one',
  checkpoint: 'a checkpoint that is not signed by this log, or of another tree',
  'not-empty': 'the folder holds a log already',
  'not-sealed': 'no checkpoint seals these events',
};
