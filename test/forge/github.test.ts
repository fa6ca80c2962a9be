import { afterAll } from 'vitest';
import { FakeGithub } from '../support/fake-github.ts';
import { removeFolders } from '../support/git-repository.ts';
import { describeForge, type ForgeSubject } from './contract.ts';
import { asToken, NAME, openFakeForge } from './github-subject.ts';
import { makeProposalRepository } from './proposal-repository.ts';

afterAll(removeFolders);

for (const kind of ['app', 'token'] as const) {
  describeForge({
    name: kind === 'app' ? 'GitHub as an App' : 'GitHub with a plain token',
    fresh: async (): Promise<ForgeSubject> => {
      const fake = await FakeGithub.start();
      const git = makeProposalRepository();
      fake.act.addRepository(NAME, { path: git.path });
      const { forge } = openFakeForge(fake, kind === 'app' ? {} : { credentials: asToken(fake) });
      const numberOf = (branch: string) =>
        fake.act.repository(NAME).pulls.find(({ headRef }) => headRef === branch)?.number ?? 0;
      return {
        forge,
        repository: NAME,
        main: () => git.tip('main'),
        async propose({ branch, title, body }) {
          const head = git.commit(branch, title);
          const base = git.tip('main');
          return (await fake.act.openPull(NAME, { head, base, headRef: branch, title, body })).number;
        },
        async push(branch) {
          const head = git.commit(branch, 'More');
          await fake.act.push(NAME, numberOf(branch), head);
          return head;
        },
        async land(branch) {
          git.land(branch);
          await fake.act.close(NAME, numberOf(branch), { isMerged: true });
        },
        giveUp: (branch) => fake.act.close(NAME, numberOf(branch), { isMerged: false }),
        async shown(ref, head) {
          const { checks, statuses, comments } = fake.act.repository(NAME);
          const run = checks.findLast((each) => each.head === head && each.name === 'firebreak');
          const status = statuses.findLast((each) => each.sha === head);
          const newest = kind === 'app' ? run?.conclusion : status?.state;
          // A status has no room for a digest: the end of its description names it.
          const mark = status?.description?.split(' · ').at(-1) ?? '';
          return {
            digest: kind === 'app' ? (run?.externalId ?? null) : `sha256:${mark.padEnd(64, '0')}`,
            isPassed: newest === 'success',
            comments: comments.filter(({ issue }) => issue === ref.number).map(({ body }) => body),
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
}
