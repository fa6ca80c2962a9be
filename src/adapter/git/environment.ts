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
export function readingEnvironment(from: Environment, where: { gitDir: string; emptyTree: string }): NodeJS.ProcessEnv {
  return {
    ...cleaned(from, KEPT),
    ...QUIET,
    ...ofHook(from, where.gitDir),
    GIT_DIR: where.gitDir,
    // With an explicit directory this makes git treat the repository as bare, so no work tree's attributes are read.
    GIT_IMPLICIT_WORK_TREE: '0',
    GIT_ATTR_SOURCE: where.emptyTree,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
  };
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
];

/**
 * Inside a hook git names the index of a partial commit, and a quarantine for objects not yet accepted. They count
 * only when they belong to this repository: a hook may well look at another one.
 */
function ofHook(from: Environment, gitDir: string): NodeJS.ProcessEnv {
  const index = from['GIT_INDEX_FILE'];
  const objects = from['GIT_OBJECT_DIRECTORY'];
  const alternates = from['GIT_ALTERNATE_OBJECT_DIRECTORIES'];
  return {
    ...(index !== undefined && within(gitDir, index) ? { GIT_INDEX_FILE: resolve(index) } : {}),
    ...(objects !== undefined && within(gitDir, objects)
      ? {
          GIT_OBJECT_DIRECTORY: resolve(objects),
          ...(alternates === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates }),
        }
      : {}),
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
