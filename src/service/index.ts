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
  RecordRequest,
  RepositoryRequest,
  Since,
  WindowRequest,
} from './firebreak.ts';
export { makeFirebreak } from './make.ts';
