import { existsSync } from 'node:fs';
import {
  fileSchema,
  loadConfiguration,
  readCallerPolicy,
  readCallerPolicyTests,
  SCHEMA_NAMES,
} from './adapter/configuration/index.ts';
import { contextSchema, readContextFile } from './adapter/context/index.ts';
import { documentParser } from './adapter/document/index.ts';
import { folderFiles, readCallerText } from './adapter/file/index.ts';
import {
  cacheFolder,
  openFixTracer,
  openRepository,
  openSourceReader,
  planNote,
  planTrailers,
  rememberedTracer,
} from './adapter/git/index.ts';
import { readPlanFile } from './adapter/plan-file/index.ts';
import { readSarifFile } from './adapter/sarif/index.ts';
import { loadPostgresParser, readSquawkReport } from './adapter/sql/index.ts';
import { DOCUMENT_SCHEMAS } from './contract/index.ts';
import type { World } from './control/index.ts';
import type { FilePath } from './domain/change/index.ts';
import { DEVIN_FOLDER } from './domain/provenance/index.ts';
import type { Instant } from './kernel/index.ts';

/** The real world of one process: every port filled by its adapter. Apart from `main.ts` so that tests run the same wiring. */
export function makeWorld(given: {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
}): World {
  return {
    openRepository: (options) => openRepository({ ...options, cacheFolder: cacheFolder(given.variables) }),
    openTracer: async ({ path, signal }) => {
      const tracer = await openFixTracer(signal === undefined ? { path } : { path, signal });
      const folder = cacheFolder(given.variables);
      return folder === null ? tracer : rememberedTracer({ tracer, folder });
    },
    openSources: (options) => openSourceReader({ ...options, cacheFolder: cacheFolder(given.variables) }),
    documents: documentParser,
    loadSqlParser: loadPostgresParser,
    readPlan: (path) => readPlanFile(path, path as FilePath),
    readSquawk: async (path) => readSquawkReport(await readCallerText(path)),
    readCallerText,
    configuration: { load: loadConfiguration },
    readPolicyFile: readCallerPolicy,
    readPolicyTests: readCallerPolicyTests,
    readContext: readContextFile,
    readScannerReport: readSarifFile,
    files: folderFiles,
    planNote,
    planTrailers,
    environment: { variables: given.variables, hasDevinFolder: existsSync(DEVIN_FOLDER) },
    now: given.now,
  };
}

/** Every published JSON Schema by name, made when asked for. */
export const SCHEMAS: Readonly<Record<string, () => unknown>> = {
  ...DOCUMENT_SCHEMAS,
  ...Object.fromEntries(SCHEMA_NAMES.map((name) => [name, () => fileSchema(name)])),
  context: contextSchema,
};
