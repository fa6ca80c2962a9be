export type { RunGit } from './bare-repository.ts';
export { type LocalForgeOptions, type LocalRepository, openLocalForge } from './forge.ts';
