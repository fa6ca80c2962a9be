export { type LocalBuildLimits, openLocalExecutor } from './executor.ts';
