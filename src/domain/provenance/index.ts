export {
  type AgentTraces,
  indexTraces,
  readAgentTraces,
  type TraceIndex,
  type TraceRecord,
  tracesFor,
} from './agent-trace.ts';
export { type ChangeContext, type CommitProvenance, combineProvenance } from './combine.ts';
export { condenseGitAiNote } from './condense-note.ts';
export { detectCommitProvenance } from './detect.ts';
export { DEVIN_FOLDER, type EnvironmentVariables, readEnvironment } from './environment.ts';
export { type AgentTable, agentTable, NO_HOUSE_AGENTS } from './house-agent.ts';
export { type IdentityMatch, matchIdentity } from './identity.ts';
export { type LineRange, lineRange, readRanges } from './line-range.ts';
export type { AddedLines } from './line-share.ts';
export type {
  Assistance,
  Evidence,
  EvidenceClass,
  EvidencePlace,
  LineShare,
  Provenance,
  ProvenanceFinding,
  Tool,
} from './model.ts';
export { EVIDENCE_CLASSES, EXCERPT_LIMIT } from './model.ts';
export type { PullRequestText } from './pull-request.ts';
export { type NoteClaim, recordNote } from './record-note.ts';
export {
  type AssistanceClaim,
  NO_ASSISTANCE_TRAILER,
  type RecordRejection,
  recordTrailers,
  SESSION_TRAILER,
} from './record-trailer.ts';
export { sessionDigest, sessionLinksIn } from './session-link.ts';
export { TOOL_TABLE, type ToolRow } from './tool-table.ts';
export { type FileLengths, verifyRecord } from './verify-record.ts';
