import { isAbsolute, relative, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of git's own variables only these pass: where git is installed. All others could point it elsewhere. */
const KEPT = ['GIT_EXEC_PATH'];
/** What also counts while the repository is looked for: these bound the search, and state whom the user trusts. */
const KEPT_FOR_DISCOVERY = [
  ...KEPT,
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
];

/** Who writes, and how it is signed, is for the user to say. */
const KEPT_FOR_WRITING = [
  ...KEPT_FOR_DISCOVERY,
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_DATE',
];

/** No prompt, no lock, no other language, and no network: an empty list of protocols wins over any configuration. */
const QUIET = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
};

/**
 * The environment in which git itself decides, by the user's own configuration, whether a repository is to be trusted.
 * Only `rev-parse` and `config` run in it: they start no program that a repository's configuration could name.
 */
export function discoveryEnvironment(from: Environment): NodeJS.ProcessEnv {
  return { ...cleaned(from, KEPT_FOR_DISCOVERY), ...QUIET };
}

/**
 * The environment of every other command: the repository is named, nothing outside it is configured, attributes and
 * programs of a work tree have no say (there is none), and replaced or grafted objects are read as they are.
 */
export function readingEnvironment(
  from: Environment,
  where: { readonly gitDir: string; readonly emptyTree: string; readonly index: boolean },
): NodeJS.ProcessEnv {
  return {
    ...cleaned(from, KEPT),
    ...QUIET,
    ...quarantineOf(from, where.gitDir),
    // The index holds attributes too: where it is not asked for, git is shown one that does not exist.
    ...(where.index ? indexOf(from, where.gitDir) : { GIT_INDEX_FILE: resolve(where.gitDir, 'firebreak-no-index') }),
    GIT_DIR: where.gitDir,
    // With an explicit directory this makes git treat the repository as bare, so no work tree's attributes are read.
    GIT_IMPLICIT_WORK_TREE: '0',
    GIT_ATTR_SOURCE: where.emptyTree,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A file that exists, even an empty one, makes git warn of grafts.
    GIT_GRAFT_FILE: resolve(where.gitDir, 'firebreak-no-grafts'),
  };
}

/**
 * The environment of a write the user asked for: the user's own configuration, identity and hooks, but no variable
 * that points git at another repository, index or object store.
 */
export function writingEnvironment(from: Environment): NodeJS.ProcessEnv {
  return { ...cleaned(from, KEPT_FOR_WRITING), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

/** Settings that win over the repository's own configuration wherever it could start a program. */
export const NEUTRAL_CONFIGURATION: readonly string[] = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'core.untrackedCache=false',
  // Grafts are not read; a hint about them would hide what git has to say.
  '-c',
  'advice.graftFileDeprecated=false',
];

/** Inside a hook git names the index of a partial commit; it counts only when it belongs to this repository. */
function indexOf(from: Environment, gitDir: string): NodeJS.ProcessEnv {
  const index = from['GIT_INDEX_FILE'];
  return index !== undefined && within(gitDir, index) ? { GIT_INDEX_FILE: resolve(index) } : {};
}

/** Inside a hook of a server git names a quarantine for objects that are not accepted yet. */
function quarantineOf(from: Environment, gitDir: string): NodeJS.ProcessEnv {
  const objects = from['GIT_OBJECT_DIRECTORY'];
  if (objects === undefined || !within(gitDir, objects)) return {};
  const alternates = from['GIT_ALTERNATE_OBJECT_DIRECTORIES'];
  return {
    GIT_OBJECT_DIRECTORY: resolve(objects),
    ...(alternates === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates }),
  };
}

function within(folder: string, path: string): boolean {
  const inner = relative(folder, resolve(path));
  return inner !== '' && !inner.startsWith('..') && !isAbsolute(inner);
}

function cleaned(from: Environment, kept: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(from).filter(([name]) => !name.toUpperCase().startsWith('GIT_') || kept.includes(name)),
  );
}
