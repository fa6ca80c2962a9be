import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRepository, TEST_ENVIRONMENT, temporaryFolder } from './git-repository.ts';

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
  const clone = temporaryFolder();
  let made = 0;
  const git = (by: string, mail: string, ...args: readonly string[]): string => {
    made += 1;
    const at = `${1_760_000_000 + made} +0000`;
    const who = { NAME: by, EMAIL: mail, DATE: at };
    const names = Object.entries(who).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]);
    const env = { ...TEST_ENVIRONMENT, ...Object.fromEntries(names) };
    return execFileSync('git', args, { cwd: clone, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  };
  const plain = (...args: readonly string[]): string => git('ann', 'ann@shop.example', ...args);
  plain('clone', '--quiet', bare.path, '.');
  plain('checkout', '--quiet', '-B', 'main');
  const shop: ServerShop = {
    path: bare.path,
    tip: (branch) => bare.git('rev-parse', branch).trim(),
    commit({ branch, files, message = 'Change it', by = 'cleo', mail = `${by}@shop.example`, from = 'main', ...more }) {
      if (made > 2) {
        plain('fetch', '--quiet', '--prune', 'origin');
        const has = bare.git('for-each-ref', `refs/heads/${branch}`) !== '';
        plain('checkout', '--quiet', '--detach', has ? `origin/${branch}` : `origin/${from}`);
      }
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(clone, path)), { recursive: true });
        writeFileSync(join(clone, path), text);
      }
      for (const path of more.remove ?? []) rmSync(join(clone, path), { recursive: true });
      for (const [path, target] of Object.entries(more.links ?? {})) symlinkSync(target, join(clone, path));
      plain('add', '--all');
      git(by, mail, 'commit', '--quiet', '--cleanup=verbatim', '-m', message);
      plain('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
      return plain('rev-parse', 'HEAD');
    },
    merge(branch, onto, { message, by, files = {} }) {
      plain('fetch', '--quiet', '--prune', 'origin');
      plain('checkout', '--quiet', '--detach', `origin/${onto}`);
      plain('merge', '--quiet', '--no-ff', '--no-commit', `origin/${branch}`);
      for (const [path, text] of Object.entries(files)) writeFileSync(join(clone, path), text);
      plain('add', '--all');
      git(by, `${by}@shop.example`, 'commit', '--quiet', '-m', message);
      plain('push', '--quiet', 'origin', `HEAD:refs/heads/${onto}`);
      return plain('rev-parse', 'HEAD');
    },
    rebase(branch, onto) {
      plain('fetch', '--quiet', '--prune', 'origin');
      plain('checkout', '--quiet', '--detach', `origin/${branch}`);
      git('cleo', 'cleo@shop.example', 'rebase', '--quiet', `origin/${onto}`);
      plain('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
      return plain('rev-parse', 'HEAD');
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
