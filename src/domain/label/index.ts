export { countedLine } from './counted-line.ts';
export { HOTFIX_FILE_LIMIT, HOTFIX_WINDOW_MS, type HotfixChange, hotfixLabels } from './hotfix.ts';
export type {
  BlamedLine,
  FixEvidence,
  FixFile,
  FixHunk,
  Label,
  LabelKind,
  LabelPlace,
  LineRange,
  LineRole,
  OlderLines,
  SuspectLine,
  TraceGap,
  TraceTarget,
} from './model.ts';
export { LABEL_NOISE, type LabelNoise } from './noise.ts';
export { NEIGHBOUR_AGE_LIMIT_DAYS, ORIGIN_AGE_LIMIT_DAYS, type Origin, originLabel, originOf } from './origin.ts';
export type { FixTracer } from './port.ts';
export { suspectLines, TRACE_RULES, traceTargets } from './trace-target.ts';
