import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { streamId } from '../../src/event-log/index.ts';
import { buildProgram } from '../event-store/kill.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { AT } from '../event-store/sample.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { userOf } from '../support/fake-github-state.ts';
import { noPostgres, startPostgres } from '../support/postgres.ts';
import { decidedTwice, shownOf, stallNodes } from './stall.ts';

const absent = noPostgres();
const SEED = 20_261_121;

describe('three nodes on one database, of which one stands still while it judges or publishes', () => {
  it.skipIf(absent !== null)(
    `go on without it, and nothing is done twice when it wakes${absent === null ? '' : ` (skipped: ${absent})`}`,
    async () => {
      const program = buildProgram(fileURLToPath(new URL('../..', import.meta.url)), 'src/main.ts');
      const postgres = await startPostgres({ durable: false });
      try {
        // `./script/bench server --stall 20` does more.
        const stalls = ['frozen', 'cut-off'] as const;
        const found = await stallNodes({ program: program.path, postgres, stalls, seed: SEED });
        const none = { waiting: 0, lost: 0, doubled: 0, wrongViews: 0, decidedTwice: 0, shownTwice: 0, stale: 0 };
        expect(found).toMatchObject({ changes: 4, flaw: null, ...none });
      } finally {
        await postgres.stop();
        program.remove();
      }
    },
    180_000,
  );

  it('would be seen to decide, publish and show twice, and to show what is not the newest decision', async () => {
    const store = memoryStore({ memory: emptyMemory(), views: [], upCasters: [] });
    const id = 'github:shop/store#1';
    const append = (type: string, payload: object = {}) =>
      store.append({
        stream: streamId('change', id),
        expected: 'any',
        events: [{ type, schemaVersion: 1, at: AT, actor: null, payload: { id, ...payload } }],
      });
    const decide = (documentDigest: string) =>
      append('ChangeDecided', { decided: { head: 'a', contentDigest: 'c', documentDigest } });
    const author = { personId: null, handle: 'cleo', isAutomated: false };
    const revision = { head: 'a', base: null, contentDigest: null, headBranch: null, baseBranch: null, at: AT };
    const about = { submission: 'proposal', ref: null, title: '', author, url: null, isDraft: false, labels: [] };
    await append('ChangeSubmitted', { ...about, revision });
    await decide('d1');
    await append('VerdictPublished', { documentDigest: 'd1' });
    const fake = new FakeGithub();
    const { checks, comments } = fake.act.addRepository('shop/store');
    const check = { id: 1, appId: fake.appId, name: 'firebreak', head: 'a', externalId: 'd1', status: 'completed' };
    const shown = { conclusion: null, title: '', summary: '', detailsUrl: null, annotations: [] };
    checks.push({ ...check, ...shown });
    await fake.act.openPull('shop/store', { head: 'a', base: 'b' });
    expect([await decidedTwice(store), await shownOf(fake, store)]).toEqual([0, { shownTwice: 0, stale: 0 }]);

    await append('VerdictPublished', { documentDigest: 'd1' });
    expect(await decidedTwice(store)).toBe(1);
    await decide('d2');
    expect([await decidedTwice(store), await shownOf(fake, store)]).toEqual([2, { shownTwice: 0, stale: 1 }]);
    checks.push({ ...check, ...shown, id: 2, externalId: 'd2' });
    for (const number of [3, 4]) {
      const at = new Date(AT).toISOString();
      comments.push({
        id: number,
        issue: 1,
        user: userOf('firebreak-test[bot]'),
        body: '',
        createdAt: at,
        updatedAt: at,
      });
    }
    expect(await shownOf(fake, store)).toEqual({ shownTwice: 2, stale: 0 });
    await append('RecheckAsked');
    expect(await decidedTwice(store)).toBe(1);
  });
});
