export type { GithubCredentials } from './credential.ts';
export { githubDeliveryReader } from './delivery-reader.ts';
export { openGithubExecutor, type RunRemoteGit } from './executor.ts';
export { type GithubOptions, openGithubForge } from './forge.ts';
