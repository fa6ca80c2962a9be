import { type Catalog, EMPTY_CATALOG } from '../../domain/catalog/index.ts';
import type { CommitId, FilePath, HistoryReader } from '../../domain/change/index.ts';
import type { Configuration, ConfigurationProblem, ConfigurationResult } from '../../domain/policy/index.ts';
import { accept, assert, type Instant, reject } from '../../kernel/index.ts';
import { STARTER } from './built-in-pack.ts';
import { readOwnership } from './ownership-file.ts';
import { readPolicy } from './pack.ts';
import { configurationOf, parseConfiguration } from './read.ts';
import { filePaths, type ReadFile } from './repository-file.ts';
import { policySection } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** Where the configuration may stand; one of them at a time. */
export const CONFIGURATION_PATHS: readonly FilePath[] = filePaths(['firebreak.yaml', '.github/firebreak.yaml']);

/** Names people write by mistake; to ignore such a file silently would leave a team without its rules. */
const MISNAMED = filePaths(['firebreak.yml', '.firebreak.yaml', '.firebreak.yml', '.github/firebreak.yml']);

/**
 * Reads the configuration of one revision, with everything it names at that same revision and nothing from the work
 * tree: the caller gives the protected base of a change, so that a change cannot loosen the rules it is judged by.
 * Where there is none, the built-in starter policy advises.
 */
export async function loadConfiguration(options: {
  readonly history: Pick<HistoryReader, 'readFile' | 'holds'>;
  readonly revision: CommitId | null;
  readonly now: Instant | null;
}): Promise<ConfigurationResult> {
  const { history, revision, now } = options;
  const read: ReadFile = async (path) => (revision === null ? null : history.readFile(revision, path));
  const found = await present(CONFIGURATION_PATHS, read);
  const misnamed = await present(MISNAMED, read);
  const [first, second] = found;
  if (second !== undefined) return reject([problem(second.path, `stands beside ${first?.path}; keep one of the two`)]);
  const [strange] = misnamed;
  if (strange !== undefined)
    return reject([problem(strange.path, `is not read; rename it to ${CONFIGURATION_PATHS[0]}`)]);
  if (first === undefined) {
    const strange = revision === null ? [] : await standing(history, revision);
    return strange.length > 0 ? reject(strange) : accept(await starterConfiguration({ read, now }));
  }
  return parseConfiguration({
    content: first.content,
    file: first.path,
    source: `${revision}:${first.path}`,
    read,
    now,
  });
}

/** What counts where nothing is configured: the starter pack in advice, and whoever CODEOWNERS names. */
export async function starterConfiguration(options: {
  readonly read: ReadFile;
  readonly now: Instant | null;
}): Promise<Configuration> {
  const source = `built-in:${STARTER}`;
  const file = readYaml({ name: source, content: '' });
  assert(file.ok, 'an empty document is YAML');
  const reading = await readPolicy({
    file: file.value,
    at: [],
    body: policySection.parse({}),
    known: null,
    read: options.read,
  });
  assert(reading.ok, 'the built-in starter pack is valid');
  const { ownership, problems } = await readOwnership(options.read);
  const catalog: Catalog = { ...EMPTY_CATALOG, ownership };
  return configurationOf({ catalog, reading: reading.value, source, now: options.now, problems });
}

/** A folder or submodule in the file's place: to take it for none would bring the milder built-in policy. */
async function standing(
  history: Pick<HistoryReader, 'holds'>,
  revision: CommitId,
): Promise<readonly ConfigurationProblem[]> {
  const held = await Promise.all(CONFIGURATION_PATHS.map((path) => history.holds(revision, path)));
  return CONFIGURATION_PATHS.filter((_, index) => held[index]).map((path) =>
    problem(path, 'is a folder or a submodule; make it a file'),
  );
}

async function present(
  paths: readonly FilePath[],
  read: ReadFile,
): Promise<readonly { readonly path: FilePath; readonly content: Uint8Array | string }[]> {
  const contents = await Promise.all(paths.map(read));
  return paths.flatMap((path, index) => {
    const content = contents[index];
    return content === null || content === undefined ? [] : [{ path, content }];
  });
}

function problem(file: string, message: string): ConfigurationProblem {
  return {
    severity: 'error',
    code: 'file-place',
    file,
    line: 1,
    column: 1,
    path: '',
    rule: null,
    message,
    suggestion: null,
  };
}
