export { openTrialRepository, type RunGit } from './trial-repository.ts';
