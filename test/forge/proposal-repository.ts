import { makeRepository, repositoryAt, type TestRepository, temporaryFolder } from '../support/git-repository.ts';

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
  const clone = repositoryAt(temporaryFolder());
  clone.git('clone', '--quiet', bare.path, '.');
  let made = 0;
  const commit = (branch: string, message: string): string => {
    made += 1;
    clone.git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-m', message, '-m', `Number ${made}.`);
    clone.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    return clone.git('rev-parse', 'HEAD').trim();
  };
  clone.git('checkout', '--quiet', '-B', 'main');
  commit('main', 'Begin');
  return {
    path: bare.path,
    bare,
    tip: (branch) => bare.git('rev-parse', branch).trim(),
    commit(branch, message) {
      const has = bare.git('for-each-ref', `refs/heads/${branch}`) !== '';
      clone.git('fetch', '--quiet', 'origin');
      clone.git('checkout', '--quiet', '--detach', has ? `origin/${branch}` : 'origin/main');
      return commit(branch, message);
    },
    land(branch) {
      clone.git('fetch', '--quiet', 'origin');
      clone.git('checkout', '--quiet', '--detach', 'origin/main');
      clone.git('merge', '--quiet', '--no-ff', '-m', `Merge ${branch}`, `origin/${branch}`);
      clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
      return clone.git('rev-parse', 'HEAD').trim();
    },
    remove: (branch) => void bare.git('update-ref', '-d', `refs/heads/${branch}`),
  };
}
