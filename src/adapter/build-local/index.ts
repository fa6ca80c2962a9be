export { openLocalExecutor } from './executor.ts';
export type { LocalBuildLimits } from './limit.ts';
export type { ReportPlaces } from './report.ts';
