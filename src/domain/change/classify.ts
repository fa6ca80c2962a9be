import { remembering } from '../../kernel/index.ts';
import {
  AGENT_FOLDERS,
  AGENT_NAMES,
  ASSET_ENDINGS,
  CI_FOLDERS,
  CI_NAMES,
  CONFIGURATION_ENDINGS,
  DOCUMENTATION_ENDINGS,
  DOCUMENTATION_NAMES,
  DOCUMENTATION_STEMS,
  GENERATED_FOLDERS,
  INFRASTRUCTURE_ENDINGS,
  INFRASTRUCTURE_FOLDERS,
  INFRASTRUCTURE_NAMES,
  LOCK_NAMES,
  MANIFEST_ENDINGS,
  MANIFEST_NAMES,
  PROGRAM_ENDINGS,
  TEST_FOLDERS,
  VENDORED_FOLDERS,
} from './file-table.ts';
import type { FileClass } from './model.ts';
import { baseName, extension, folders } from './path-word.ts';

/**
 * What a file is, by its path alone. The classes that a gate guards come first, so a workflow below `test/` is still
 * infrastructure or migration; what no rule knows is `code`. Case does not matter except in test class names.
 */
export function classifyFile(path: string): FileClass {
  return classOf(path);
}

/** Whether people are expected to read its lines: not generated, not a lock file, not an asset, not vendored. */
export function reviewable(path: string): boolean {
  return isReviewable(path);
}

/** Paths whose answers are kept: a history touches the same files again and again. */
const REMEMBERED_PATHS = 20_000;

const classOf = remembering((path): FileClass => {
  const file = describe(path);
  return RULES.find(([, applies]) => applies(file))?.[0] ?? 'code';
}, REMEMBERED_PATHS);

const isReviewable = remembering((path): boolean => {
  const file = describe(path);
  return !isLock(file) && !isVendored(file) && !isGenerated(file) && !isAsset(file);
}, REMEMBERED_PATHS);

interface File {
  /** Lower-case. */
  readonly path: string;
  readonly name: string;
  readonly ending: string;
  readonly folders: readonly string[];
  /** With its own case: `FooTest.java` is a test, `latest.java` is not. */
  readonly written: string;
}

function describe(path: string): File {
  return {
    path: path.toLowerCase(),
    name: baseName(path),
    ending: extension(path),
    folders: folders(path),
    written: path.slice(path.lastIndexOf('/') + 1),
  };
}

const RULES: readonly (readonly [FileClass, (file: File) => boolean])[] = [
  ['policy', isPolicy],
  ['ci', isCi],
  ['generated', isVendored],
  ['dependency', (file) => isLock(file) || isManifest(file)],
  ['migration', isMigration],
  ['infrastructure', isInfrastructure],
  ['configuration', (file) => AGENT_NAMES.has(file.name) || file.folders.some((folder) => AGENT_FOLDERS.has(folder))],
  ['generated', isGenerated],
  ['asset', isAsset],
  ['documentation', isDocumentation],
  ['test', isTest],
  ['configuration', isConfiguration],
];

const POLICY_PATHS =
  /^(?:(?:\.github\/)?firebreak\.ya?ml|\.firebreak\/.+|(?:\.github\/|\.gitlab\/|docs\/)?codeowners)$/;

function isPolicy(file: File): boolean {
  return POLICY_PATHS.test(file.path);
}

function isCi(file: File): boolean {
  return (
    /^\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/|^\.gitlab\/ci\/|^action\.ya?ml$/.test(file.path) ||
    CI_FOLDERS.has(file.folders[0] ?? '') ||
    CI_NAMES.has(file.name) ||
    /^jenkinsfile|\.jenkinsfile$|\.gitlab-ci\.ya?ml$/.test(file.name)
  );
}

function isVendored(file: File): boolean {
  return file.folders.some((folder) => VENDORED_FOLDERS.has(folder));
}

function isLock(file: File): boolean {
  return LOCK_NAMES.has(file.name) || file.ending === 'lock';
}

function isManifest(file: File): boolean {
  return (
    MANIFEST_NAMES.has(file.name) ||
    MANIFEST_ENDINGS.has(file.ending) ||
    /^requirements[\w.-]*\.txt$/.test(file.name) ||
    (file.folders.at(-1) === 'requirements' && file.ending === 'txt')
  );
}

const NUMBERED = /^(?:\d{3,}|v\d[\d._]*__|r__|u\d[\d._]*__)/;
const MIGRATION_DATA = new Set(['sql', 'xml', 'yaml', 'yml', 'json']);

/**
 * Folders and names of Rails, Django, Alembic, Flyway, Liquibase, Prisma, Drizzle, golang-migrate and the like. A
 * folder named `migration` or `migrate` alone may be anything, so its files must look numbered or be data.
 */
function isMigration(file: File): boolean {
  if (DOCUMENTATION_ENDINGS.has(file.ending)) return false;
  const inside = (name: string): boolean => file.folders.includes(name);
  if (inside('migrations') || (inside('alembic') && inside('versions'))) return true;
  if (inside('migration') || inside('migrate')) {
    if (inside('db') || NUMBERED.test(file.name) || MIGRATION_DATA.has(file.ending)) return true;
  }
  if (/^db\/(?:schema\.rb|structure\.sql)$|\/db\/(?:schema\.rb|structure\.sql)$/.test(file.path)) return true;
  if (MIGRATION_DATA.has(file.ending) && (inside('liquibase') || (inside('changelog') && inside('db')))) return true;
  if (file.ending !== 'sql') return false;
  return /^(?:v\d[\d._]*__|r__|u\d[\d._]*__)|\.(?:up|down)\.sql$/.test(file.name) || inside('drizzle');
}

function isInfrastructure(file: File): boolean {
  if (INFRASTRUCTURE_NAMES.has(file.name) || INFRASTRUCTURE_ENDINGS.has(file.ending)) return true;
  if (/^(?:docker-)?compose[\w.-]*\.ya?ml$|^(?:docker|container)file[.-]|\.tf\.json$/.test(file.name)) return true;
  if (!file.folders.some((folder) => INFRASTRUCTURE_FOLDERS.has(folder))) return false;
  return !PROGRAM_ENDINGS.has(file.ending) && !isDocumentation(file) && !isAsset(file) && !isTest(file);
}

const GENERATED_NAME =
  /\.min\.(?:js|css|mjs)$|\.(?:js|css|mjs)\.map$|\.pb(?:\.\w+)?\.(?:go|cc|h|swift|dart)$|_pb2(?:_grpc)?\.pyi?$|\.(?:g|freezed)\.dart$|[._-](?:generated|gen)\.\w+$|^zz_generated|\.designer\.(?:cs|vb)$|\.snap$|_pb\.(?:js|d\.ts|ts)$/;

function isGenerated(file: File): boolean {
  return GENERATED_NAME.test(file.name) || file.folders.some((folder) => GENERATED_FOLDERS.has(folder));
}

function isAsset(file: File): boolean {
  return ASSET_ENDINGS.has(file.ending);
}

function isDocumentation(file: File): boolean {
  if (/^(?:cmakelists|robots|ads|humans)\.txt$/.test(file.name)) return false;
  if (DOCUMENTATION_ENDINGS.has(file.ending)) return !(file.ending === 'txt' && inTestFolder(file));
  if (DOCUMENTATION_NAMES.has(file.name)) return true;
  const stem = /^[a-z]+/.exec(file.name)?.[0] ?? '';
  return DOCUMENTATION_STEMS.has(stem) && !PROGRAM_ENDINGS.has(file.ending) && !CONFIGURATION_ENDINGS.has(file.ending);
}

const TEST_NAME = /[._-](?:test|tests|spec|e2e)\.\w+$|^test[_-]|^conftest\.py$|_(?:test|spec)\.\w+$/;
const TEST_CLASS =
  /(?:Tests?|IT|Spec|TestCase)\.(?:java|kt|kts|scala|groovy|cs|vb|fs|php|swift|m|mm|cpp|cc)$|^Test[A-Z]\w*\.java$/;

function isTest(file: File): boolean {
  return TEST_NAME.test(file.name) || TEST_CLASS.test(file.written) || inTestFolder(file);
}

function inTestFolder(file: File): boolean {
  const program = PROGRAM_ENDINGS.has(file.ending);
  return file.folders.some(
    (folder) =>
      TEST_FOLDERS.has(folder) ||
      /[._-]tests?$/.test(folder) ||
      // `spec` and `specs` hold specifications as often as tests.
      (program && (folder === 'spec' || folder === 'specs')),
  );
}

function isConfiguration(file: File): boolean {
  if (CONFIGURATION_ENDINGS.has(file.ending)) return true;
  if (/\.config\.[cm]?[jt]s$|^\.env(?:$|[.])/.test(file.name)) return true;
  return file.name.startsWith('.') && !PROGRAM_ENDINGS.has(file.ending);
}
