export type {
  BlastRequest,
  CheckRequest,
  ExplainRequest,
  Firebreak,
  InitProposal,
  InitRequest,
  Progress,
  ProposalRequest,
  ProvenanceRequest,
  ReachTrainingRequest,
  RecordRequest,
  RepositoryRequest,
  Since,
  WindowRequest,
} from './firebreak.ts';
export { makeFirebreak } from './make.ts';
