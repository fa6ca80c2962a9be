export { BUILT_IN_PACKS, STARTER } from './built-in-pack.ts';
export { readCallerPolicy, readCallerPolicyTests } from './caller-file.ts';
export { configurationSchema, fileSchema, SCHEMA_NAMES, type SchemaName } from './json-schema.ts';
export { CONFIGURATION_PATHS, loadConfiguration, starterConfiguration } from './load.ts';
export { parsePolicyFile } from './policy-file.ts';
export { type PolicyTests, parsePolicyTests } from './policy-test-file.ts';
export { parseConfiguration } from './read.ts';
export type { ReadFile } from './repository-file.ts';
