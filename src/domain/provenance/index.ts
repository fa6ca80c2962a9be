export {
  type AgentTraces,
  indexTraces,
  readAgentTraces,
  type TraceIndex,
  type TraceRecord,
  tracesFor,
} from './agent-trace.ts';
export { type ChangeContext, type CommitProvenance, combineProvenance } from './combine.ts';
export { detectCommitProvenance } from './detect.ts';
export { DEVIN_FOLDER, type EnvironmentVariables, readEnvironment } from './environment.ts';
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
export { TOOL_TABLE, type ToolRow } from './tool-table.ts';
