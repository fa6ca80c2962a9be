export { BLAST_FORMATS, type BlastFormat, formatBlast } from './blast.ts';
export { DECISION_FORMATS, type DecisionFormat, formatDecision } from './decision.ts';
export { riskText as riskSentence } from './decision-card.ts';
export { DECISION_MARKER } from './decision-markdown.ts';
export { jsonText } from './json.ts';
export { proseWidth, wrap } from './layout.ts';
export { markdownText } from './markdown.ts';
export { type Paint, painter, type TextOptions } from './paint.ts';
export { excerpt, plain, withoutRunnerCommands } from './plain.ts';
export { makeProgress, type ProgressLine, type ProgressStep } from './progress.ts';
export { formatProvenance, PROVENANCE_FORMATS, type ProvenanceFormat } from './provenance.ts';
export { formatReplay, REPLAY_FORMATS, type ReplayFormat } from './replay.ts';
export { REACH_HEAD, reachSentences } from './replay-reach-text.ts';
export {
  formatReviewForecast,
  formatReviewSimulation,
  REVIEW_LOAD_FORMATS,
  type ReviewLoadFormat,
} from './review-load.ts';
export {
  assistanceSentence,
  RISK_CHECK_HEAD,
  reliabilityRows,
  riskCheckSentences,
} from './risk-check-text.ts';
export { formatScan, SCAN_FORMATS, type ScanFormat } from './scan.ts';
export { scannerTexts } from './scanner-text.ts';
export { shellCommand } from './shell.ts';
export { modelName, plural, shortId, thousands } from './wording.ts';
