import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeGitlab } from '../support/fake-gitlab.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { changePath, decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { AI, lines, makeServerShop, type ServerShop } from '../support/server-shop.ts';

const SECRET = 'a token of the webhook';
const clock = testClock();

let shop: ServerShop;
let fake: FakeGitlab;
let server: RunningServer;

beforeAll(async () => {
  shop = makeServerShop();
  fake = await FakeGitlab.start(shop.path);
  Object.defineProperty(fake, 'nowMs', { get: clock.now });
  server = await startServer({
    data: temporaryFolder(),
    clock,
    variables: {
      FIREBREAK_GITLAB_TOKEN: fake.token,
      FIREBREAK_GITLAB_PROJECTS: fake.project,
      FIREBREAK_GITLAB_WEBHOOK_SECRET: SECRET,
      FIREBREAK_GITLAB_URL: fake.webUrl,
      FIREBREAK_GITLAB_EXTERNAL_CHECK: 'Firebreak',
    },
  });
});
afterAll(async () => {
  await server.stop();
  await fake.stop();
  removeFolders();
  expect([...fake.flaws, ...server.faults]).toEqual([]);
});

/** What GitLab sends of a merge request; it names neither the author nor what changed, so the server reads. */
async function tell(
  iid: number,
  given: { readonly token?: string; readonly approvedBy?: string } = {},
): Promise<number> {
  const { token = SECRET, approvedBy } = given;
  const response = await fetch(`${server.url}/hooks/gitlab`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-gitlab-event': 'Merge Request Hook',
      'x-gitlab-event-uuid': crypto.randomUUID(),
      'x-gitlab-token': token,
    },
    body: JSON.stringify({
      object_kind: 'merge_request',
      project: { path_with_namespace: fake.project },
      user: { username: approvedBy ?? 'cleo' },
      object_attributes: {
        iid,
        action: approvedBy === undefined ? 'update' : 'approved',
        updated_at: new Date(clock.now()).toISOString(),
        last_commit: { id: fake.of(iid).sha },
      },
    }),
  });
  await response.arrayBuffer();
  return response.status;
}

const answerOf = (sha: string) => ({
  status: fake.statuses.findLast((each) => each.sha === sha)?.status,
  external: fake.externalAnswers.findLast((each) => each.sha === sha)?.status,
});
const shown = (sha: string, external: string) =>
  until(
    async () => answerOf(sha),
    (now) => now.external === external,
  );

it('a merge request on GitLab is held, signed by an approval of somebody else, let pass, and held again by a push', async () => {
  const branch = 'feature';
  const files = { 'src/checkout/pay.ts': `${lines('pay')}// more\n` };
  const sha = shop.commit({ branch, message: `Pay\n\n${AI}`, files });
  const iid = fake.open({ title: 'Pay', description: '', branch, sha, author: 'cleo' });
  const id = `gitlab:${fake.project}#${iid}`;
  expect(await tell(iid, { token: 'another token of a webhook' })).toBe(401);
  expect((await server.owner.get(changePath(id))).status).toBe(404);
  expect(await tell(iid)).toBe(202);
  await decided(server.owner, id, 'hold');
  expect(await shown(sha, 'failed')).toEqual({ status: 'failed', external: 'failed' });
  const noted = await until(
    async () => fake.notes.length,
    (count) => count > 0,
  );
  expect(noted).toBe(1);

  const approve = async (username: string) => {
    fake.of(iid).approved.push({ user: { username }, approved_at: new Date(clock.now()).toISOString() });
    clock.move(1000);
    await tell(iid, { approvedBy: username });
  };
  clock.move(1000);
  // The author, and somebody whom the catalog does not know.
  const before = (await server.owner.get(changePath(id))).body.timeline.length;
  await approve('cleo');
  await approve('stranger');
  const { body: held } = await until(
    () => server.owner.get(changePath(id)),
    ({ body }) => body.current && body.timeline.length > before + 1,
  );
  expect(held.change.verdict).toBe('hold');
  await approve('ann');
  await decided(server.owner, id, 'allow');
  expect(await shown(sha, 'passed')).toEqual({ status: 'success', external: 'passed' });

  const next = shop.commit({ branch, message: `More\n\n${AI}`, files: { 'src/checkout/pay.ts': lines('next') } });
  clock.move(1000);
  fake.push(iid, next);
  await tell(iid);
  const after = await decided(server.owner, id, 'hold');
  expect(after.revision.head).toBe(next);
  expect(await shown(next, 'failed')).toEqual({ status: 'failed', external: 'failed' });
});
