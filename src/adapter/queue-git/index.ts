export type { StartGit } from './git-session.ts';
export { openTrialRepository, type RunGit } from './trial-repository.ts';
