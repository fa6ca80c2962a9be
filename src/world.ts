import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { type LocalBuildLimits, openLocalExecutor, readBuildOutput } from './adapter/build-local/index.ts';
import {
  fileSchema,
  loadConfiguration,
  readCallerPolicy,
  readCallerPolicyTests,
  SCHEMA_NAMES,
} from './adapter/configuration/index.ts';
import { contextSchema, readContextFile } from './adapter/context/index.ts';
import { documentParser } from './adapter/document/index.ts';
import { backUpEmbeddedStore, openEmbeddedStore } from './adapter/event-store-embedded/index.ts';
import { openPostgresStore } from './adapter/event-store-postgres/index.ts';
import { folderFiles, readCallerText } from './adapter/file/index.ts';
import { flagReader } from './adapter/flagd/index.ts';
import {
  cacheFolder,
  locate,
  openFixTracer,
  openLineHistory,
  openRepository,
  openSourceReader,
  planNote,
  planTrailers,
  rememberedTracer,
} from './adapter/git/index.ts';
import { readIncidentCase } from './adapter/incident-case/index.ts';
import { readTestReport } from './adapter/junit/index.ts';
import { keepVerifier, readLines, readOrMakeSigner, readVerifier } from './adapter/log-folder/index.ts';
import { runGit, startGit } from './adapter/mirror/index.ts';
import { readPlanFile } from './adapter/plan-file/index.ts';
import { openTrialRepository } from './adapter/queue-git/index.ts';
import { readSarifFile } from './adapter/sarif/index.ts';
import { loadPostgresParser, readSquawkReport } from './adapter/sql/index.ts';
import { DOCUMENT_SCHEMAS } from './contract/index.ts';
import { LOG_VIEWS, type LogUse, type OpenLog, type World } from './control/index.ts';
import type { FilePath } from './domain/change/index.ts';
import type { BuildLimitStatement } from './domain/policy/index.ts';
import { DEVIN_FOLDER } from './domain/provenance/index.ts';
import { assertNever, Fault, type Instant } from './kernel/index.ts';

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
    openLineHistory,
    openSources: (options) => openSourceReader({ ...options, cacheFolder: cacheFolder(given.variables) }),
    documents: documentParser,
    flags: flagReader,
    loadSqlParser: loadPostgresParser,
    readPlan: (path) => readPlanFile(path, path as FilePath),
    readSquawk: async (path) => readSquawkReport(await readCallerText(path)),
    readCallerText,
    readIncidentCase,
    configuration: { load: loadConfiguration },
    readPolicyFile: readCallerPolicy,
    readPolicyTests: readCallerPolicyTests,
    readContext: readContextFile,
    readScannerReport: readSarifFile,
    readTestReport,
    files: folderFiles,
    planNote,
    planTrailers,
    environment: { variables: given.variables, hasDevinFolder: existsSync(DEVIN_FOLDER) },
    openLog: (options) => openLog(options, given.variables),
    copyLog: (options) => copyLog(options, given.variables),
    dataFolder: async ({ path, signal }) => `${(await locate({ path, signal })).commonDir}/firebreak`,
    openTrials: async ({ path, branch, signal }) => {
      const { commonDir: folder, name } = await locate({ path, signal });
      return { builder: await openTrialRepository({ folder, branch, git: runGit, start: startGit }), folder, name };
    },
    openLocalExecutor: ({ folder, command, timeMs, limits, variables, junit }) =>
      openLocalExecutor({
        folder,
        command,
        limits: buildLimits({ timeMs, limits }),
        reports: junit.length === 0 ? null : { globs: junit, read: readTestReport },
        variables: Object.fromEntries(
          variables.flatMap((name) => {
            const value = given.variables[name];
            return value === undefined ? [] : [[name, value]];
          }),
        ),
      }),
    readBuildOutput: ({ folder, build }) => readBuildOutput(folder, build),
    readLines,
    now: given.now,
  };
}

/** What a build on this machine may use beside its time: enough for any test report, and never before people's own work. */
const BUILD_LIMITS = { outputBytes: 268_435_456, nice: 10 };
/** Where nothing is stated: what no build means to use, and what leaves a machine to its owner. */
const UNSTATED = { memoryShare: 0.75, processes: 1_024, diskMb: 51_200 };
const MEGABYTE = 1_048_576;

function buildLimits(given: { readonly timeMs: number; readonly limits: BuildLimitStatement }): LocalBuildLimits {
  const { memoryMb, processes, diskMb, processorMinutes } = given.limits;
  return {
    ...BUILD_LIMITS,
    timeMs: given.timeMs,
    memoryBytes: memoryMb === null ? Math.floor(totalmem() * UNSTATED.memoryShare) : memoryMb * MEGABYTE,
    processes: processes ?? UNSTATED.processes,
    diskBytes: (diskMb ?? UNSTATED.diskMb) * MEGABYTE,
    processorS: processorMinutes === null ? null : processorMinutes * 60,
  };
}

/** Names a PostgreSQL database; a name of our own, since pipelines set `DATABASE_URL` for the program that they test. */
const DATABASE_VARIABLE = 'FIREBREAK_DATABASE_URL';

/** A log lies in its folder, or in the database that the environment names; its keys always lie in the folder. */
async function openLog(
  given: { readonly folder: string } & LogUse,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<OpenLog> {
  const { folder } = given;
  const url = variables[DATABASE_VARIABLE] ?? '';
  const open = () =>
    url === ''
      ? openEmbeddedStore({ folder, views: LOG_VIEWS, upCasters: [] })
      : openPostgresStore({ url, views: LOG_VIEWS, upCasters: [] });
  switch (given.use) {
    case 'write': {
      const signer = await readOrMakeSigner(folder);
      return { store: await open(), signer, verifier: signer.verifier };
    }
    case 'read': {
      const verifier = await readVerifier(folder);
      return { store: await open(), signer: null, verifier };
    }
    case 'import':
      await keepVerifier(folder, given.verifier);
      return { store: await open(), signer: null, verifier: given.verifier };
    default:
      return assertNever(given);
  }
}

/** A database has tools of its own for copies; a folder is copied here, with the public key that verifies it. */
async function copyLog(
  given: { readonly folder: string; readonly target: string },
  variables: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if ((variables[DATABASE_VARIABLE] ?? '') !== '') {
    throw new Fault({
      kind: 'usage',
      code: 'database-has-backups',
      message: `the log lies in the database that ${DATABASE_VARIABLE} names`,
      fix: 'Back it up with pg_dump or what your database offers, or write `firebreak log export` to a file.',
    });
  }
  const verifier = await readVerifier(given.folder);
  await backUpEmbeddedStore(given);
  await keepVerifier(given.target, verifier);
}

/** Every published JSON Schema by name, made when asked for. */
export const SCHEMAS: Readonly<Record<string, () => unknown>> = {
  ...DOCUMENT_SCHEMAS,
  ...Object.fromEntries(SCHEMA_NAMES.map((name) => [name, () => fileSchema(name)])),
  context: contextSchema,
};
