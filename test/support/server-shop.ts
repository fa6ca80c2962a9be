import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commitOn, makeRepository, TEST_ENVIRONMENT, temporaryFolder } from './git-repository.ts';

/** A commit on top of a branch, or of `main` where the branch is new. */
export interface ShopCommit {
  readonly branch: string;
  readonly files: Readonly<Record<string, string>>;
  readonly message?: string;
  /** Name before the `@` of the mail of author and committer. */
  readonly by?: string;
  readonly mail?: string;
  /** Files that are taken away. */
  readonly remove?: readonly string[];
  /** Symbolic links, by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Where a new branch starts; `main` where it is not said. */
  readonly from?: string;
}

/** The bare repository of a shop that does not exist, which a server serves. */
export interface ServerShop {
  /** Of the bare repository. */
  readonly path: string;
  tip(branch: string): string;
  /** Makes a commit and pushes it; gives its id. */
  commit(commit: ShopCommit): string;
  /** Merges one branch into another; gives the merge commit. `files` are what it writes besides. */
  merge(
    branch: string,
    onto: string,
    commit: Required<Pick<ShopCommit, 'message' | 'by'>> & Partial<Pick<ShopCommit, 'files'>>,
  ): string;
  /** Puts the commits of a branch on top of another, and pushes by force; gives the new head. */
  rebase(branch: string, onto: string): string;
}

/** Seconds since 1970; each commit is made a second after the one before it. */
const FIRST_COMMIT = 1_760_000_000;

export const AI = 'Co-Authored-By: Claude <noreply@anthropic.com>';

/** `checkout` is of tier 0 and ann's; persons are called as their handles; dora has two of them. */
export const SHOP_CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout], owners: ["@ann"] }
  catalog: { tier: 2, paths: [src/catalog], owners: ["@bob"] }
people:
  senior:
    - "@ann ann@shop.example"
    - "@bob bob@shop.example"
    - { id: dora, mails: [dora@shop.example], handles: [dora, dora-work] }
  junior: ["@cleo cleo@shop.example"]
policy:
  use: []
  mode: enforce
  rules:
    - id: critical
      when: catalog.tier == 0
      require: { signoffs: [{ count: 1, level: senior }] }
      because: A senior reads what customers feel at once.
    - id: critical-by-ai
      when: catalog.tier == 0 && provenance.assistance == "ai"
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Somebody who knows the ground reads along.
    - id: rules
      when: '"policy" in change.classes'
      require: { signoffs: [{ count: 1, level: senior }] }
      because: Whoever changes the rules is not the only one to agree.
`;

/** Makes one whose `main` holds the configuration and a little code. */
export function makeServerShop(): ServerShop {
  const bare = makeRepository('--bare');
  let made = 0;
  const tip = (branch: string): string => bare.git('rev-parse', branch).trim();
  const has = (branch: string): boolean => existsSync(join(bare.path, 'refs/heads', branch));
  const dated = (name: string, mail: string): { readonly author: string; readonly at: number } => {
    made += 1;
    return { author: `${name} <${mail}>`, at: FIRST_COMMIT + made };
  };
  const shop: ServerShop = {
    path: bare.path,
    tip,
    commit({ branch, files, message = 'Change it', by = 'cleo', mail = `${by}@shop.example`, from = 'main', ...more }) {
      const start = has(branch) ? branch : from;
      const gone = (more.remove ?? []).map((path) => [path, null] as const);
      const links = Object.entries(more.links ?? {}).map(
        ([path, content]) => [path, { mode: '120000', content }] as const,
      );
      return commitOn(bare.path, {
        branch,
        parents: made === 0 ? [] : [`refs/heads/${start}`],
        message,
        ...dated(by, mail),
        files: { ...files, ...Object.fromEntries(gone), ...Object.fromEntries(links) },
      });
    },
    merge(branch, onto, { message, by, files = {} }) {
      const tree = bare.git('merge-tree', '--write-tree', onto, branch).trim();
      return commitOn(bare.path, {
        branch: onto,
        parents: [`refs/heads/${onto}`, `refs/heads/${branch}`],
        message,
        ...dated(by, `${by}@shop.example`),
        files,
        tree,
      });
    },
    rebase(branch, onto) {
      const clone = temporaryFolder();
      const { at } = dated('cleo', 'cleo@shop.example');
      const who = { GIT_COMMITTER_NAME: 'cleo', GIT_COMMITTER_EMAIL: 'cleo@shop.example' };
      const env = { ...TEST_ENVIRONMENT, ...who, GIT_COMMITTER_DATE: `${at} +0000` };
      const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: clone, env, stdio: 'pipe' });
      git('clone', '--quiet', '--branch', branch, bare.path, '.');
      git('rebase', '--quiet', `origin/${onto}`);
      git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
      return tip(branch);
    },
  };
  shop.commit({
    branch: 'main',
    by: 'ann',
    message: 'Start the shop',
    files: {
      'firebreak.yaml': SHOP_CONFIGURATION,
      'src/checkout/pay.ts': lines('pay'),
      'src/checkout/basket.ts': lines('basket'),
      'src/catalog/search.ts': lines('search'),
    },
  });
  return shop;
}

/** Forty lines of a file. */
export function lines(word: string): string {
  return Array.from({ length: 40 }, (_, line) => `export const ${word}${line} = ${line};\n`).join('');
}
