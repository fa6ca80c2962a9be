import { existsSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import {
  fileSchema,
  loadConfiguration,
  readCallerPolicy,
  readCallerPolicyTests,
  SCHEMA_NAMES,
} from './adapter/configuration/index.ts';
import { contextSchema, readContextFile } from './adapter/context/index.ts';
import { folderFiles } from './adapter/file/index.ts';
import { openRepository, planNote, planTrailers } from './adapter/git/index.ts';
import { DOCUMENT_SCHEMAS } from './contract/index.ts';
import type { World } from './control/index.ts';
import { DEVIN_FOLDER } from './domain/provenance/index.ts';
import { runCli, terminalIo } from './entrypoint/cli/index.ts';
import { instant } from './kernel/index.ts';
import { makeFirebreak } from './service/index.ts';

const world: World = {
  openRepository,
  configuration: { load: loadConfiguration },
  readPolicyFile: readCallerPolicy,
  readPolicyTests: readCallerPolicyTests,
  readContext: readContextFile,
  files: folderFiles,
  planNote,
  planTrailers,
  environment: { variables: process.env, hasDevinFolder: existsSync(DEVIN_FOLDER) },
  now: () => instant(Date.now()),
};

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort());
}

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  io: terminalIo(interrupt.signal),
  firebreak: makeFirebreak({
    world,
    schemas: {
      ...DOCUMENT_SCHEMAS,
      ...Object.fromEntries(SCHEMA_NAMES.map((name) => [name, () => fileSchema(name)])),
      context: contextSchema,
    },
  }),
  version: packageJson.version,
  clock: () => performance.now(),
});
