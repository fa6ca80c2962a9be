import { afterAll, describe, expect, it } from 'vitest';
import { openLocalForge } from '../../src/adapter/forge-local/index.ts';
import { runGit } from '../../src/adapter/mirror/index.ts';
import type { Forge } from '../../src/domain/forge/index.ts';
import { removeFolders } from '../support/git-repository.ts';
import { describeForge, type ForgeSubject, refOf } from './contract.ts';
import { makeProposalRepository, type ProposalRepository } from './proposal-repository.ts';

afterAll(removeFolders);

const NAME = 'team/shop';

function opened(): { readonly git: ProposalRepository; readonly forge: Forge } {
  const git = makeProposalRepository();
  return { git, forge: openLocalForge({ repositories: [{ name: NAME, folder: git.path }], git: runGit }) };
}

async function numbersOf(forge: Forge): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { ref } of forge.openChanges(NAME)) numbers.push(ref.number);
  return numbers;
}

describeForge({
  name: 'a bare repository',
  fresh: async (): Promise<ForgeSubject> => {
    const { git, forge } = opened();
    return {
      forge,
      repository: NAME,
      main: () => git.tip('main'),
      async propose({ branch, title, body }) {
        const before = new Set(await numbersOf(forge));
        git.commit(branch, body === '' ? title : `${title}\n\n${body}`);
        return (await numbersOf(forge)).find((number) => !before.has(number)) ?? 0;
      },
      push: async (branch) => git.commit(branch, git.bare.git('log', '-1', '--format=%s', branch).trim()),
      land: async (branch) => void git.land(branch),
      giveUp: async (branch) => git.remove(branch),
      async shown({ number }) {
        const ref = `refs/firebreak/verdict/${number}`;
        const { digest, conclusion } = JSON.parse(git.bare.git('show', `${ref}:verdict.json`)) as Record<
          string,
          string
        >;
        const files = git.bare.git('ls-tree', '--name-only', ref).trim().split('\n');
        return {
          digest: digest ?? null,
          isPassed: conclusion === 'allow' || conclusion === 'advice',
          comments: files.includes('comment.md') ? [git.bare.git('show', `${ref}:comment.md`)] : [],
        };
      },
      git: (...args) => git.bare.git(...args),
      close: async () => {},
    };
  },
});

describe('forge: a bare repository, on its own', () => {
  it('gives numbers that another process of the same repository knows, and none twice', async () => {
    const { git, forge } = opened();
    git.commit('changes/a', 'A');
    expect(await numbersOf(forge)).toEqual([1]);
    git.commit('changes/b', 'B');
    git.commit('changes/c', 'C');
    const other = () => openLocalForge({ repositories: [{ name: NAME, folder: git.path }], git: runGit });
    const lists = await Promise.all([numbersOf(forge), numbersOf(other()), numbersOf(other())]);
    expect(new Set(lists.map((list) => list.join(',')))).toEqual(new Set(['1,2,3']));
  });

  it('takes a branch of the same name after an end for another proposal', async () => {
    const { git, forge } = opened();
    git.commit('changes/a', 'A');
    expect(await numbersOf(forge)).toEqual([1]);
    git.remove('changes/a');
    expect(await numbersOf(forge)).toEqual([]);
    git.commit('changes/a', 'A again');
    expect(await numbersOf(forge)).toEqual([2]);
    expect((await forge.readChange(refOf({ forge, repository: NAME }, 1)))?.state).toBe('closed');
  });

  it('takes a branch without commits of its own for none', async () => {
    const { git, forge } = opened();
    git.bare.git('update-ref', 'refs/heads/changes/empty', git.tip('main'));
    expect(await numbersOf(forge)).toEqual([]);
  });

  it('names the author of the first commit, not of the newest', async () => {
    const { git, forge } = opened();
    git.commit('changes/a', 'A');
    git.commit('changes/a', 'B');
    const change = await forge.readChange(refOf({ forge, repository: NAME }, 1));
    expect(change?.author).toEqual({ handle: 'ann@example.org', isBot: false });
    expect(change?.title).toBe('B');
  });

  it('reads past what somebody else wrote among its refs', async () => {
    const { git, forge } = opened();
    const blob = git.bare.git('rev-parse', 'main^{tree}').trim();
    git.bare.git('update-ref', 'refs/firebreak/proposal/7', blob);
    git.bare.git('update-ref', 'refs/firebreak/proposal/1', blob);
    git.bare.git('update-ref', 'refs/firebreak/proposal/x', blob);
    git.commit('changes/a', 'A');
    expect(await numbersOf(forge)).toEqual([2]);
  });
});
