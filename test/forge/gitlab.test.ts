import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openForgeTransport } from '../../src/adapter/forge-http/index.ts';
import { openGitlabForge } from '../../src/adapter/gitlab/index.ts';
import { openMirror } from '../../src/adapter/mirror/index.ts';
import type { Forge } from '../../src/domain/forge/index.ts';
import { FakeGitlab } from '../support/fake-gitlab.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { describeForge, type ForgeSubject, holding } from './contract.ts';
import { makeProposalRepository } from './proposal-repository.ts';

afterAll(removeFolders);

const HEAD = 'a'.repeat(40);

function opened(fake: FakeGitlab): Forge {
  const sleep = async (ms: number): Promise<void> => {
    fake.nowMs += ms;
  };
  return openGitlabForge({
    token: fake.token,
    repositories: [fake.project],
    webUrl: fake.webUrl,
    externalCheck: 'Firebreak',
    transport: openForgeTransport({ apiUrl: fake.apiUrl, now: () => fake.nowMs, sleep }),
    mirror: openMirror({ folder: join(temporaryFolder(), 'copies'), sleep }),
  });
}

describeForge({
  name: 'GitLab',
  fresh: async (): Promise<ForgeSubject> => {
    const git = makeProposalRepository();
    const fake = await FakeGitlab.start(git.path);
    const forge = opened(fake);
    const of = (branch: string) => {
      const found = fake.mergeRequests.find(({ source_branch }) => source_branch === branch);
      if (found === undefined) throw new Error(`no merge request of ${branch}`);
      return found;
    };
    return {
      forge,
      repository: fake.project,
      main: () => git.tip('main'),
      propose: async ({ branch, title, body }) =>
        fake.open({ title, description: body, branch, sha: git.commit(branch, title) }),
      async push(branch) {
        const head = git.commit(branch, 'More');
        fake.push(of(branch).iid, head);
        return head;
      },
      async land(branch) {
        git.land(branch);
        of(branch).state = 'merged';
      },
      giveUp: async (branch) => {
        of(branch).state = 'closed';
      },
      async shown({ number }, head) {
        const status = fake.statuses.findLast(({ sha }) => sha === head);
        const mark = status?.description.split(' · ').at(-1) ?? '';
        const external = fake.externalAnswers.findLast(({ sha }) => sha === head);
        return {
          digest: `sha256:${mark.padEnd(64, '0')}`,
          isPassed: status?.status === 'success' && external?.status === 'passed',
          comments: fake.notes.filter(({ iid }) => iid === number).map(({ body }) => body),
        };
      },
      git: (...args) => git.bare.git(...args),
      async close() {
        await fake.stop();
        if (fake.flaws.length > 0) throw new Error(fake.flaws.join('\n'));
      },
    };
  },
});

describe('forge: GitLab, on its own', () => {
  const within = async (run: (fake: FakeGitlab, forge: Forge) => Promise<void>): Promise<void> => {
    const fake = await FakeGitlab.start('');
    fake.open({ title: 'A', description: '', branch: 'a', sha: HEAD });
    try {
      await run(fake, opened(fake));
    } finally {
      await fake.stop();
    }
    expect(fake.flaws).toEqual([]);
  };
  const refOf = (fake: FakeGitlab) => ({ forge: 'gitlab', repository: fake.project, number: 1 }) as const;

  it('binds an approval to the version that was the newest when it was given', () =>
    within(async (fake, forge) => {
      fake.nowMs += 60_000;
      const approved_at = new Date(fake.nowMs).toISOString();
      fake.of(1).approved.push({ user: { username: 'Ben' }, approved_at });
      fake.nowMs += 60_000;
      fake.push(1, 'b'.repeat(40));
      expect(await forge.readReviews(refOf(fake))).toMatchObject([
        { by: { handle: 'ben' }, commit: HEAD, state: 'approved', id: `${fake.project}!1:ben:${HEAD.slice(0, 12)}` },
      ]);
    }));

  it('finds the moment of an approval in a note of the system only, and leaves out one that has none', () =>
    within(async (fake, forge) => {
      fake.nowMs += 60_000;
      fake.of(1).approved.push({ user: { username: 'ben' }, approved_at: null });
      fake.addNote(1, { by: 'ben', body: 'approved this merge request' });
      expect(await forge.readReviews(refOf(fake))).toEqual([]);
      fake.addNote(1, { by: 'ben', body: 'approved this merge request', system: true });
      expect(await forge.readReviews(refOf(fake))).toMatchObject([{ commit: HEAD }]);
      expect(await forge.readComments(refOf(fake))).toHaveLength(1);
    }));

  it('writes one status and one note where answers were lost, and again over a forged status', () =>
    within(async (fake, forge) => {
      fake.lost.push('POST /merge_requests/1/notes', `POST /statuses/${HEAD}`);
      await forge.publish(holding(refOf(fake), HEAD));
      expect([fake.notes.length, fake.statuses.length]).toEqual([1, 1]);
      const description = fake.statuses[0]?.description ?? '';
      fake.addStatus({ sha: HEAD, by: 'mallory', status: 'success', description });
      await forge.publish(holding(refOf(fake), HEAD));
      expect(fake.statuses.map(({ status }) => status)).toEqual(['failed', 'success', 'failed']);
    }));

  it('passes over a merge request without commits', () =>
    within(async (fake, forge) => {
      Object.assign(fake.of(1), { sha: null });
      const found = [];
      for await (const change of forge.openChanges(fake.project)) found.push(change);
      expect(found).toEqual([]);
    }));

  it('lists the members of a group', () =>
    within(async (_, forge) => {
      expect(await forge.readTeam('@group/seniors')).toEqual([{ handle: 'ann', isBot: false }]);
      expect(await forge.readTeam('group/others')).toBeNull();
    }));
});
