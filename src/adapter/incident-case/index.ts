export type { CaseGap } from './gap.ts';
export { type ReadCase, readIncidentCase } from './read.ts';
