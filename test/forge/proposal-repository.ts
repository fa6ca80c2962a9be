import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commitOn, makeRepository, type TestRepository } from '../support/git-repository.ts';

/** A bare repository with `main`, and a clone in which proposals are made. */
export interface ProposalRepository {
  /** Of the bare repository. */
  readonly path: string;
  tip(branch: string): string;
  /** A branch from `main` with one commit, or one commit more. */
  commit(branch: string, message: string): string;
  land(branch: string): string;
  remove(branch: string): void;
  readonly bare: TestRepository;
}

/** Makes one whose `main` has one commit. */
export function makeProposalRepository(): ProposalRepository {
  const bare = makeRepository('--bare');
  const tip = (branch: string): string => bare.git('rev-parse', branch).trim();
  const has = (branch: string): boolean => existsSync(join(bare.path, 'refs/heads', branch));
  const who = { author: 'Ann <ann@example.org>', at: 1_700_000_000, files: {} };
  let made = 0;
  const commit = (branch: string, message: string): string => {
    made += 1;
    const parents = made === 1 ? [] : [`refs/heads/${has(branch) ? branch : 'main'}`];
    return commitOn(bare.path, { ...who, branch, parents, message: `${message}\n\nNumber ${made}.` });
  };
  commit('main', 'Begin');
  return {
    path: bare.path,
    bare,
    tip,
    commit,
    land(branch) {
      const tree = bare.git('merge-tree', '--write-tree', 'main', branch).trim();
      const parents = ['refs/heads/main', `refs/heads/${branch}`];
      return commitOn(bare.path, { ...who, branch: 'main', parents, message: `Merge ${branch}`, tree });
    },
    remove: (branch) => void bare.git('update-ref', '-d', `refs/heads/${branch}`),
  };
}
