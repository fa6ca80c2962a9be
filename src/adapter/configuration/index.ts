export { BUILT_IN_PACKS, STARTER } from './built-in-pack.ts';
export { CONFIGURATION_PATHS, loadConfiguration, starterConfiguration } from './load.ts';
export { parsePolicyFile } from './policy-file.ts';
export { parseConfiguration } from './read.ts';
export type { ReadFile } from './repository-file.ts';
