export type {
  CheckRequest,
  ExplainRequest,
  Firebreak,
  InitProposal,
  InitRequest,
  LogRequest,
  Progress,
  ProposalRequest,
  ProvenanceRequest,
  RecordRequest,
  RepositoryRequest,
  Since,
  VerifyLogRequest,
  WindowRequest,
} from './firebreak.ts';
export { makeFirebreak } from './make.ts';
