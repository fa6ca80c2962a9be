export type { GithubCredentials } from './credential.ts';
export { githubDeliveryReader } from './delivery-reader.ts';
export { type GithubOptions, openGithubForge } from './forge.ts';
export { type GithubQueueOptions, openGithubQueues } from './queue.ts';
