export type {
  BlastRequest,
  CheckRequest,
  ExplainRequest,
  Firebreak,
  InitProposal,
  InitRequest,
  LogRequest,
  Progress,
  ProposalRequest,
  ProvenanceRequest,
  ReachTrainingRequest,
  RecordRequest,
  RepositoryRequest,
  Since,
  VerifyLogRequest,
  WindowRequest,
} from './firebreak.ts';
export { makeFirebreak } from './make.ts';
