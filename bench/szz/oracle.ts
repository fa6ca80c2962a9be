import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fix whose cause its developers named; the shape of `szz/oracle.json`. */
export interface OracleCase {
  readonly id: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly fix_commit: string;
  readonly bug_commits: readonly string[];
}

/** `tuned`: rules were chosen by looking at it. `held-out`: not looked at until the rules stood. */
export type Part = 'tuned' | 'held-out';

/** Share of repositories that is held out. */
const HELD_OUT = 0.4;

/** Reads the cases; throws with the place and the missing field where the file has another shape. */
export function readOracle(folder: string): readonly OracleCase[] {
  const path = [join(folder, 'szz', 'oracle.json'), join(folder, 'oracle.json')].find(existsSync);
  if (path === undefined) throw new Error(`${folder} holds neither szz/oracle.json nor oracle.json`);
  const cases = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  if (!Array.isArray(cases)) throw new Error(`${path} is not a list of cases`);
  return cases.map((one: unknown, at) => caseOf(one, `${path}, case ${at + 1}`));
}

/** The part a repository belongs to, by a digest of its name: one repository is never on both sides. */
export function partOf(repository: string, seed: number): Part {
  const digest = createHash('sha256').update(`${seed}:${repository}`).digest('hex').slice(0, 8);
  return Number.parseInt(digest, 16) / 2 ** 32 < HELD_OUT ? 'held-out' : 'tuned';
}

/** The git directory of a repository below a folder, as `OWNER+NAME/repo`, `OWNER/NAME` or the like; `null` if none. */
export function findRepository(folder: string, repository: string): string | null {
  const names = [repository, `${repository}.git`, repository.replace('/', '+'), `${repository.replace('/', '+')}.git`];
  for (const name of names) {
    for (const inner of ['', 'repo']) {
      for (const git of ['.git', '']) {
        const path = join(folder, name, inner, git);
        if (existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'))) return path;
      }
    }
  }
  return null;
}

function caseOf(given: unknown, place: string): OracleCase {
  const one = given as Partial<Record<keyof OracleCase, unknown>>;
  const commit = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value);
  if (typeof one.repository !== 'string' || !/^[\w.-]+\/[\w.-]+$/.test(one.repository)) {
    throw new Error(`${place}: "repository" must be owner/name`);
  }
  if (!commit(one.fix_commit)) throw new Error(`${place}: "fix_commit" must be a full commit id`);
  const bugs = one.bug_commits;
  if (!Array.isArray(bugs) || bugs.length === 0 || !bugs.every(commit)) {
    throw new Error(`${place}: "bug_commits" must list full commit ids`);
  }
  return { id: Number(one.id), repository: one.repository, fix_commit: one.fix_commit, bug_commits: bugs };
}
