export { DECISION_FORMATS, type DecisionFormat, formatDecision } from './decision.ts';
export { DECISION_MARKER } from './decision-markdown.ts';
export { type Paint, painter, type TextOptions } from './paint.ts';
export { excerpt, plain, withoutRunnerCommands } from './plain.ts';
export { makeProgress, type ProgressLine, type ProgressStep } from './progress.ts';
export { formatProvenance, PROVENANCE_FORMATS, type ProvenanceFormat } from './provenance.ts';
export { formatReplay, REPLAY_FORMATS, type ReplayFormat } from './replay.ts';
export { formatScan, SCAN_FORMATS, type ScanFormat } from './scan.ts';
export { shellCommand } from './shell.ts';
