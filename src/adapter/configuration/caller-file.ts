import { constants, open, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Catalog } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem, ConfigurationResult, PolicyTestCase } from '../../domain/policy/index.ts';
import { accept, Fault, type Instant, type Result } from '../../kernel/index.ts';
import { isWholeConfiguration, parsePolicyFile } from './policy-file.ts';
import { parsePolicyTests } from './policy-test-file.ts';
import { parseConfiguration } from './read.ts';
import type { ReadFile } from './repository-file.ts';

/** Far above any policy a person wrote; the YAML reader has a limit of its own. */
const FILE_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file that the caller names: a policy, which keeps the given catalog, or a whole configuration with its own. Files
 * that it names are read from the repository (or folder) it stands in. Fault: no such file.
 */
export async function readCallerPolicy(options: {
  readonly path: string;
  readonly catalog: Catalog | null;
  readonly now: Instant | null;
}): Promise<ConfigurationResult> {
  const { path, now } = options;
  const content = await readNamed(path);
  const root = await rootOf(path);
  const read: ReadFile = (file) => readBeside(root, file);
  const base = { content, file: path, read, now };
  return isWholeConfiguration(content)
    ? parseConfiguration({ ...base, source: path })
    : parsePolicyFile({ ...base, catalog: options.catalog });
}

/** Reads a policy test file; `policy` is the path of the file it tests. Fault: no such file. */
export async function readCallerPolicyTests(
  path: string,
): Promise<
  Result<{ readonly policy: string; readonly cases: readonly PolicyTestCase[] }, readonly ConfigurationProblem[]>
> {
  const tests = parsePolicyTests({ content: await readNamed(path), file: path });
  if (!tests.ok) return tests;
  const { policy, cases } = tests.value;
  return accept({
    policy: policy === null ? path.replace(/\.test(\.ya?ml)$/, '$1') : join(dirname(path), policy),
    cases,
  });
}

async function readNamed(path: string): Promise<Uint8Array> {
  const content = await readLimited(path);
  if (content !== null) return content;
  throw new Fault({
    kind: 'usage',
    code: 'no-such-file',
    message: `there is no file ${path}`,
    fix: 'Check the path; it is taken from the current directory.',
  });
}

async function readBeside(root: string, path: string): Promise<Uint8Array | null> {
  const file = resolve(root, path);
  return relative(root, file).split(sep)[0] === '..' ? null : readLimited(file);
}

/** Opening a pipe that nobody writes to would wait for ever. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function readLimited(path: string): Promise<Uint8Array | null> {
  const file = await open(path, WITHOUT_WAITING).catch(() => null);
  if (file === null) return null;
  try {
    const entry = await file.stat();
    if (!entry.isFile()) return null;
    if (entry.size <= FILE_LIMIT_BYTES) return await file.readFile();
    throw new Fault({
      kind: 'malformed',
      code: 'file-too-large',
      message: `${path} is larger than ${FILE_LIMIT_BYTES} bytes`,
      fix: 'A policy is text of a few pages: check that this is the file you mean.',
    });
  } finally {
    await file.close();
  }
}

/** The nearest folder upwards that holds a repository, else the file's own folder. */
async function rootOf(path: string): Promise<string> {
  const own = dirname(resolve(path));
  for (let folder = own; ; folder = dirname(folder)) {
    if ((await stat(join(folder, '.git')).catch(() => null)) !== null) return folder;
    if (folder === dirname(folder)) return own;
  }
}
