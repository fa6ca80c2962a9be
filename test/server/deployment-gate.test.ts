import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/kernel/index.ts';
import { type GithubShop, NAME, type OpenedPull, startGithubShop } from '../support/github-shop.ts';
import { decided, until } from '../support/server.ts';
import { lines } from '../support/server-shop.ts';

let at: GithubShop;
/** What runs in production when the rule is switched on. */
let start: string;

/** Of tier 2, of tier 0, of tier 2 again, and one of tier 0 that never lands. */
let [passing, held, other, never] = [] as unknown as readonly [OpenedPull, OpenedPull, OpenedPull, OpenedPull];

beforeAll(async () => {
  at = await startGithubShop();
  start = at.shop.tip('main');
  passing = await at.open(small('a'));
  held = await at.open();
  other = await at.open(small('b'));
  never = await at.open({ files: { 'src/checkout/basket.ts': lines('never') } });
});
afterAll(async () => {
  expect(await at.close()).toEqual([]);
});

/** After this what is missing is no longer on its way. */
const GRACE_MS = 61_000;
const PLACE = { environment: 'production' };

/** Answers that GitHub was given for a run, in order; a comment alone has the state `waiting`. */
function answers(run: number): readonly { readonly state: unknown; readonly comment: string }[] {
  const { deployments } = at.fake.act.repository(NAME);
  return deployments
    .filter((each) => each.run === run)
    .map(({ body }) => ({ state: body['state'] ?? 'waiting', comment: String(body['comment']) }));
}

/** The state that was answered last once it is this one. */
async function answered(run: number, state: string): Promise<unknown> {
  const last = await until(
    async () => answers(run).at(-1)?.state,
    (now) => now === state,
  );
  return last;
}

const waits = (sha: string, more: object = {}) => at.fake.act.deploymentWaits(NAME, { ...PLACE, sha, ...more });
const small = (name: string) => ({ files: { [`src/catalog/${name}.ts`]: lines(name) } });

/** Two passes of the reconciler, in which nothing may happen. */
const passes = () => new Promise((resolve) => setTimeout(resolve, 4_100));

async function landed(opened: OpenedPull, verdict: string): Promise<string> {
  await decided(at.server.owner, opened.id, verdict);
  const commit = await at.merge(opened.pull);
  await until(
    () => at.read(opened.id),
    ({ body }) => body.change.state === 'landed',
  );
  return commit;
}

const told = async (id: string): Promise<readonly string[]> =>
  (await at.read(id)).body.timeline
    .filter(({ type }: { type: string }) => type === 'DeploymentGateDecided')
    .map(({ text }: { text: string }) => text);

describe('a deployment that waits', () => {
  it('is not let go while nobody said what runs there, and is once that is known, whatever comes twice or is lost', async () => {
    const commit = await landed(passing, 'allow');
    const run = await waits(commit, { deployment: 7001 });
    at.clock.move(GRACE_MS);
    expect(await answered(run, 'waiting')).toBe('waiting');
    expect(answers(run)[0]?.comment).toContain('nobody said which commit runs there');
    // By now a word of the forge alone is not believed: whoever may write to the repository may give it.
    await at.fake.act.deploymentStatus(NAME, { ...PLACE, sha: commit });
    at.clock.move(GRACE_MS);
    await passes();
    expect(answers(run).map(({ state }) => state)).toEqual(['waiting']);
    at.fake.troubles.push({ path: 'deployment_protection_rule', how: 'dropped' });
    const stated = { repository: NAME, service: 'store', ...PLACE, commit: start, at: '2026-03-01T10:00:00Z' };
    expect((await at.server.owner.post('/api/v1/deployments', stated)).status).toBe(202);
    await until(
      async () => at.server.faults.length,
      (count) => count > 0,
    );
    // What failed is tried again after a while.
    at.clock.move(GRACE_MS);
    expect(await answered(run, 'approved')).toBe('approved');
    expect(await told(passing.id)).toEqual([`deployment of ${commit.slice(0, 12)} to production was let go`]);
    expect(at.server.faults.splice(0).map((fault) => fault.startsWith('deployment-gate '))).toEqual([true]);
    await waits(commit, { run, deployment: 7001 });
    const again = await waits(commit);
    expect(await answered(again, 'approved')).toBe('approved');
    expect(answers(run).map(({ state }) => state)).toEqual(['waiting', 'approved']);
  });

  it('waits under a brake over what it brings, by its name, and goes by itself once a human released it', async () => {
    const braked = await at.open(small('c'));
    const commit = await landed(braked, 'allow');
    const wish = { scope: ['service:catalog'], reason: 'look @everyone', until: '20d' };
    const { status, body } = await at.server.owner.post('/api/v1/brakes', wish);
    expect(status).toBe(200);
    const run = await waits(commit);
    await passes();
    at.clock.move(GRACE_MS);
    expect(await answered(run, 'waiting')).toBe('waiting');
    expect(answers(run)[0]?.comment).toContain(`${body.brake.id} holds it until`);
    // The reason is somebody's text, and a comment is Markdown.
    expect(answers(run)[0]?.comment).not.toContain('@everyone');
    expect((await at.server.owner.post(`/api/v1/brakes/${body.brake.id}/off`, { note: 'looked' })).status).toBe(200);
    at.clock.move(GRACE_MS);
    expect(await answered(run, 'approved')).toBe('approved');
  });

  it('is refused where it brings what landed while it was held, by name and with the next step, until that is undone', async () => {
    await landed(held, 'hold');
    const later = await landed(other, 'allow');
    const run = await waits(later);
    // A decision of a moment ago may still be on its way.
    await passes();
    expect(answers(run)).toEqual([]);
    at.clock.move(GRACE_MS);
    expect(await answered(run, 'rejected')).toBe('rejected');
    expect(answers(run)[0]?.comment).toContain(`${held.id}, commit`);
    expect(answers(run)[0]?.comment).toContain('**Next:** Revert it');
    expect(await told(held.id)).toEqual([
      `deployment of ${later.slice(0, 12)} to production was refused: it landed while rules held it`,
    ]);
    const undoing = await at.open({ files: { 'src/checkout/pay.ts': lines('pay') }, message: 'Undo it' });
    await decided(at.server.owner, undoing.id, 'hold');
    await at.approve(undoing.pull, 'ann');
    const undone = await waits(await landed(undoing, 'allow'));
    expect(await answered(undone, 'approved')).toBe('approved');
  });

  it('of a commit that did not land is refused, and that of one nobody knows waits until its time is nearly over', async () => {
    const early = await waits(never.pull.head);
    const unknown = await waits('e'.repeat(40));
    const callback = 'https://forge.example/api/v3/repos/shop/store/actions/runs/1/deployment_protection_rule';
    const foreign = await waits(at.shop.tip('main'), { callback });
    at.clock.move(GRACE_MS);
    expect(await answered(early, 'rejected')).toBe('rejected');
    expect(answers(early)[0]?.comment).toContain(never.id);
    expect(await answered(unknown, 'waiting')).toBe('waiting');
    at.clock.move(29 * DAY_MS);
    expect(await answered(unknown, 'rejected')).toBe('rejected');
    expect(answers(unknown).map(({ state }) => state)).toEqual(['waiting', 'rejected']);
    expect(answers(foreign)).toEqual([]);
    const isForeign = (fault: string): boolean => fault.includes('is not of this forge and repository');
    expect(
      await until(
        async () => at.server.faults.some(isForeign),
        (found) => found,
      ),
    ).toBe(true);
    at.server.faults.splice(0);
  });
});
