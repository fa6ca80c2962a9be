export { type Ran, runGit, startGit } from './fetch-program.ts';
export { openMirror } from './mirror.ts';
