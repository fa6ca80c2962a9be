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
