export { openLocalExecutor } from './executor.ts';
export type { LocalBuildLimits } from './limit.ts';
export { readBuildOutput } from './output.ts';
export type { ReportPlaces } from './report.ts';
