import type { Language } from '../model.ts';
import { normalized } from '../python/distribution.ts';
import { parseGemfileLock, parseGoSum, parsePnpmLock, parseYarnLock } from './indented.ts';
import { parseComposerLock, parseNpmLock, parsePipfileLock } from './json.ts';
import type { LockedPackages } from './model.ts';
import { parsePackageTables } from './toml.ts';

/** Which packages a changed lock file touches. */
export interface LockDifference {
  readonly language: Language;
  /** Packages that were added, removed or locked to other versions, sorted. */
  readonly changed: readonly string[];
  /** Packages that need one of those, directly or not, and did not change themselves, sorted. */
  readonly dependents: readonly string[];
}

interface LockFile {
  readonly language: Language;
  readonly parse: (text: string) => LockedPackages | null;
}

const same = (name: string) => name;

const LOCK_FILES: Readonly<Record<string, LockFile>> = {
  'package-lock.json': { language: 'javascript', parse: parseNpmLock },
  'npm-shrinkwrap.json': { language: 'javascript', parse: parseNpmLock },
  'yarn.lock': { language: 'javascript', parse: parseYarnLock },
  'pnpm-lock.yaml': { language: 'javascript', parse: parsePnpmLock },
  'Cargo.lock': { language: 'rust', parse: (text) => parsePackageTables(text, same) },
  'go.sum': { language: 'go', parse: parseGoSum },
  'poetry.lock': { language: 'python', parse: (text) => parsePackageTables(text, normalized) },
  'uv.lock': { language: 'python', parse: (text) => parsePackageTables(text, normalized) },
  'pdm.lock': { language: 'python', parse: (text) => parsePackageTables(text, normalized) },
  'Pipfile.lock': { language: 'python', parse: (text) => parsePipfileLock(text, normalized) },
  'Gemfile.lock': { language: 'ruby', parse: parseGemfileLock },
  'composer.lock': { language: 'php', parse: parseComposerLock },
};

/** Whether a path is a lock file that is understood. */
export function isLockFile(path: string): boolean {
  return lockFileAt(path) !== null;
}

/**
 * Compares a lock file with its earlier text (`null` where it was not there, or is gone). `null` where either cannot be
 * understood: what it reaches is then unknown, not everything.
 */
export function lockDifference(
  path: string,
  { before, after }: { readonly before: string | null; readonly after: string | null },
): LockDifference | null {
  const kind = lockFileAt(path);
  if (kind === null) return null;
  const [old, now] = [before, after].map((text) => (text === null ? NO_PACKAGES : kind.parse(text)));
  if (old === null || now === null || old === undefined || now === undefined) return null;
  const changed = new Set(
    [...old.keys(), ...now.keys()].filter((name) => installedAs(old, name) !== installedAs(now, name)),
  );
  const touched = usersOf(changed, [old, now]);
  return {
    language: kind.language,
    changed: [...changed].sort(),
    dependents: [...touched].filter((name) => !changed.has(name)).sort(),
  };
}

const NO_PACKAGES: LockedPackages = new Map();

function lockFileAt(path: string): LockFile | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return Object.hasOwn(LOCK_FILES, name) ? (LOCK_FILES[name] ?? null) : null;
}

function installedAs(packages: LockedPackages, name: string): string {
  return [...(packages.get(name)?.versions ?? [])].sort().join('\n');
}

/** Everything that leads to one of those names, through either state of the file. */
function usersOf(names: ReadonlySet<string>, states: readonly LockedPackages[]): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const state of states) {
    for (const [user, { dependencies }] of state) {
      for (const needed of dependencies) {
        const there = users.get(needed);
        if (there === undefined) users.set(needed, [user]);
        else there.push(user);
      }
    }
  }
  const found = new Set(names);
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return found;
}
