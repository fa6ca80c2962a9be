export { type Ran, runGit } from './fetch-program.ts';
export { openMirror } from './mirror.ts';
