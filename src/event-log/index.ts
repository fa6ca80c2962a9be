export { type Announcer, announcing } from './announcement.ts';
export { planAppend } from './append.ts';
export { type Checkpoint, openCheckpoint, type TreeHead } from './checkpoint.ts';
export { entryOf, envelopeFlaw, isStreamId, payloadOf, streamId } from './envelope.ts';
export { type ExchangeFlaw, type ExchangeSummary, exportLines, importLines, verifyLines } from './exchange.ts';
export { asNewEvent, type EventReader, eventReader } from './kinded-event.ts';
export { type Hash, leafHash, rootHash } from './merkle.ts';
export type {
  AppendConflict,
  AppendRequest,
  Envelope,
  Expected,
  Fenced,
  NewEvent,
  StreamId,
  VersionConflict,
} from './model.ts';
export type { NodeStore } from './node-store.ts';
export { parseVerifier, type Signer, signerOf, type Verifier } from './note.ts';
export { type EventStore, type LoadConflict, PAGE, type SealConflict } from './port.ts';
export { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts';
export { isLive, planningRecords, type RecordPlan, type RecordPlanner, singleChanges } from './record-plan.ts';
export { type SealRefusal, sealLog } from './seal.ts';
export { checkLease, documentName, endOfPrefix, wholeDocument } from './side-check.ts';
export {
  type DocumentTable,
  type Fence,
  type HeldLease,
  type Lease,
  type LeaseTable,
  MAX_DOCUMENT,
  MAX_RECORD,
  type RecordChange,
  type RecordChanges,
  type RecordConflict,
  type RecordPut,
  type RecordRemoval,
  type RecordTable,
  type StoredRecord,
} from './side-table.ts';
export { MissingTile, subtreesOf, type Tile, type TilePlace, tilePath } from './tile.ts';
export { type UpCaster, upCasting } from './up-cast.ts';
export { type LogFlaw, type LogVerification, verifyLog } from './verify.ts';
export { foldView, keysIn, type Row, type RowWrite, type View, viewId } from './view.ts';
