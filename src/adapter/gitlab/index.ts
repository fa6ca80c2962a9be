export { gitlabDeliveryReader } from './delivery-reader.ts';
export { type GitlabOptions, openGitlabForge } from './forge.ts';
