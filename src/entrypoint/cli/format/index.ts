export { type DecisionFormat, decisionFormats, formatDecision } from './decision.ts';
export type { TextOptions } from './paint.ts';
