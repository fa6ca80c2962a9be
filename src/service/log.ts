import type { DecisionDocument, LogReceipt, LogStatus, LogVerificationReport } from '../contract/index.ts';
import {
  backUpLog,
  exportLog,
  importLog,
  type JudgedProposal,
  type LogFlaw,
  type LogState,
  proveEvent,
  readLogState,
  recordDecision,
  type VerdictCount,
  verifyDataFolder,
  type World,
} from '../control/index.ts';
import { printable, toIso } from '../kernel/index.ts';
import { decisionDocumentOf } from './decision-document.ts';
import type { Firebreak } from './firebreak.ts';

/** Records a decision before it is told: who needs a record must not see a verdict without one. */
export async function checkAndRecord(options: {
  readonly world: World;
  readonly log: string;
  readonly judged: Promise<JudgedProposal>;
}): Promise<{ readonly document: DecisionDocument; readonly receipt: LogReceipt }> {
  const judged = await options.judged;
  const { event, checkpoint } = await recordDecision(options.world, options.log, judged);
  return { document: decisionDocumentOf(judged), receipt: { position: event.position, sealed: checkpoint.size } };
}

/** The use cases about a log. */
export function logMethods(
  world: World,
): Pick<Firebreak, 'logStatus' | 'verifyLog' | 'backUpLog' | 'proveEvent' | 'exportLog' | 'importLog'> {
  return {
    logStatus: async ({ log }) => statusOf(await readLogState(world, log)),
    async verifyLog({ log, key, checkpoint }) {
      return verificationOf(await verifyDataFolder({ world, folder: log, key, kept: checkpoint }));
    },
    backUpLog: async ({ log, target }) => verificationOf(await backUpLog({ world, folder: log, target })),
    async proveEvent({ log, position }) {
      const { event, proof, checkpoint, verifier } = await proveEvent({ world, folder: log, position });
      return {
        schema: 'firebreak.log-proof/v1',
        position: event.position,
        stream: event.stream,
        type: event.type,
        at: toIso(event.at),
        actor: event.actor,
        payload: event.payload,
        digest: event.digest,
        leaf_index: event.position - 1,
        tree_size: checkpoint.size,
        proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
        checkpoint: checkpoint.note,
        key: verifier.text,
      };
    },
    exportLog: ({ log }) => exportLog(world, log),
    async importLog({ log, file, key }) {
      const { events, sealed, verifier } = await importLog({ world, folder: log, file, key });
      return { schema: 'firebreak.log-import/v1', events, sealed, key: verifier.text };
    },
  };
}

function statusOf({ events, checkpoint, verifier, verdicts }: LogState): LogStatus {
  return {
    schema: 'firebreak.log-status/v1',
    events,
    sealed: checkpoint?.size ?? 0,
    checkpoint: checkpoint?.note ?? null,
    key: verifier.text,
    decisions: verdicts.map(({ key, document }) => {
      const { count, position } = document as VerdictCount;
      return { decision: printable(key), count, newest: position };
    }),
  };
}

function verificationOf({
  flaw,
  verifier,
  ...counts
}: Awaited<ReturnType<typeof verifyDataFolder>>): LogVerificationReport {
  return {
    schema: 'firebreak.log-verification/v1',
    whole: flaw === null,
    ...counts,
    key: verifier.text,
    flaw: flaw === null ? null : flawOf(flaw),
  };
}

const FLAW_TEXT: Readonly<Record<LogFlaw['code'], string>> = {
  gap: 'the event at this position is missing',
  member: 'a member of the event is not what an event may hold',
  payload: 'the payload of the event is not what an event may hold',
  digest: 'the event was changed: its content does not have its digest',
  'stream-version': 'the event is not the next one of its stream',
  'tile-missing': 'the hashes that were sealed for it are missing',
  'tile-differs': 'the event is not the one that was sealed',
  'checkpoint-root': 'the events are not those that were signed',
  'kept-checkpoint-root': 'the events are not those of the checkpoint that was kept elsewhere',
  'checkpoint-note': 'a checkpoint is not signed by the key of this log',
  'events-missing': 'events that were signed are missing',
  'not-sealed': 'no checkpoint seals these events',
};

function flawOf(flaw: LogFlaw): NonNullable<LogVerificationReport['flaw']> {
  const { code, position } = flaw;
  return { code, position, until: 'until' in flaw ? flaw.until : null, message: FLAW_TEXT[code] };
}
