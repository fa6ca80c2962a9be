import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForgeTransport } from '../../src/adapter/forge-http/index.ts';
import type { CommitId } from '../../src/domain/change/index.ts';
import type { Annotation, Forge, PublishedVerdict } from '../../src/domain/forge/index.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { removeFolders } from '../support/git-repository.ts';
import { digestOf, holding } from './contract.ts';
import { asToken, NAME, openFakeForge } from './github-subject.ts';
import { makeProposalRepository } from './proposal-repository.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

let fake: FakeGithub;
let forge: Forge;
let waits: readonly number[];
let verdict: PublishedVerdict;

beforeEach(async () => {
  fake = await FakeGithub.start();
  fake.act.addRepository(NAME);
  ({ forge, waits } = openFakeForge(fake));
  const pull = await fake.act.openPull(NAME, { head: HEAD, base: BASE });
  verdict = holding({ forge: 'github', repository: NAME, number: pull.number }, HEAD);
});
afterEach(async () => {
  await fake.stop();
  expect(fake.flaws).toEqual([]);
});
afterAll(removeFolders);

const repository = () => fake.act.repository(NAME);
const runs = (name = 'firebreak') => repository().checks.filter((run) => run.name === name);
const bodies = () => repository().comments.map(({ body }) => body);

function annotations(count: number): readonly Annotation[] {
  return Array.from({ length: count }, (_, at) => ({
    path: `src/file-${at}.ts`,
    line: at === 0 ? null : at,
    level: 'failure' as const,
    title: 'A rule',
    message: 'A reason.',
  }));
}

describe('github checks', () => {
  it('appends annotations in pages of fifty, and completes with the last', async () => {
    const seen: (string | null)[] = [];
    const stop = setInterval(() => seen.push(fake.act.requiredCheck(NAME, HEAD)), 1);
    await forge.publish({ ...verdict, conclusion: 'block', annotations: annotations(130) });
    clearInterval(stop);
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).toMatchObject({ conclusion: 'failure', externalId: verdict.digest });
    expect(runs()[0]?.annotations).toHaveLength(130);
    expect(fake.calls.filter((call) => call.includes('check-runs/'))).toHaveLength(2);
    expect(new Set(seen)).not.toContain('success');
  });

  it('goes on where it was interrupted between two pages, and writes no annotation twice', async () => {
    fake.troubles.push(
      ...Array.from({ length: 3 }, () => ({ method: 'PATCH', path: 'check-runs', how: 'dropped' as const })),
    );
    const long = { ...verdict, annotations: annotations(130) };
    await expect(forge.publish(long)).rejects.toMatchObject({ code: 'forge-outcome-unknown' });
    expect(fake.act.requiredCheck(NAME, HEAD)).toBeNull();
    await forge.publish(long);
    expect(runs()).toHaveLength(1);
    const paths = ((runs()[0]?.annotations ?? []) as { path: string }[]).map(({ path }) => path);
    expect(new Set(paths).size).toBe(130);
    expect(paths).toHaveLength(130);
    expect(fake.act.requiredCheck(NAME, HEAD)).toBe('action_required');
  });

  it('counts what was appended when the answer to it was lost', async () => {
    fake.troubles.push({ method: 'PATCH', path: 'check-runs', how: 'lost' });
    await forge.publish({ ...verdict, annotations: annotations(130) });
    expect(runs()[0]?.annotations).toHaveLength(130);
  });

  it('makes one check where the answer to its making was lost', async () => {
    fake.troubles.push({ method: 'POST', path: 'check-runs', how: 'lost' });
    await forge.publish(verdict);
    expect(runs()).toHaveLength(1);
    expect(fake.act.requiredCheck(NAME, HEAD)).toBe('action_required');
  });

  it('says another verdict on a new run where annotations of the old one would stay', async () => {
    await forge.publish({ ...verdict, annotations: annotations(2) });
    await forge.publish({ ...verdict, digest: digestOf('2'), conclusion: 'allow', annotations: [] });
    expect(runs().map(({ conclusion }) => conclusion)).toEqual(['action_required', 'success']);
    expect(fake.act.requiredCheck(NAME, HEAD)).toBe('success');
  });

  it('opens no completed run again for a verdict that takes several calls', async () => {
    await forge.publish({ ...verdict, conclusion: 'allow', annotations: [] });
    fake.troubles.push(...Array.from({ length: 3 }, () => ({ method: 'PATCH', how: 'dropped' as const })));
    const long = { ...verdict, digest: digestOf('2'), annotations: annotations(60) };
    await expect(forge.publish(long)).rejects.toMatchObject({ code: 'forge-outcome-unknown' });
    expect(fake.act.requiredCheck(NAME, HEAD)).toBeNull();
    await forge.publish(long);
    expect(runs().map(({ conclusion }) => conclusion)).toEqual(['success', 'action_required']);
  });

  it('gives advice on a check of its own, neutral, while the one that may be required passes', async () => {
    await forge.publish({ ...verdict, conclusion: 'advice' });
    expect(fake.act.requiredCheck(NAME, HEAD)).toBe('success');
    expect(fake.act.requiredCheck(NAME, HEAD, 'firebreak/advice')).toBe('neutral');
  });

  it('believes and touches no check of that name by another App', async () => {
    const forged = fake.act.addCheck(NAME, { appId: 666, name: 'firebreak', head: HEAD, conclusion: 'success' });
    forged.externalId = verdict.digest;
    await forge.publish(verdict);
    expect(fake.act.requiredCheck(NAME, HEAD)).toBe('action_required');
    expect(forged.conclusion).toBe('success');
  });

  it('writes its status again over one that somebody else wrote', async () => {
    const { forge: plain } = openFakeForge(fake, { credentials: asToken(fake) });
    await plain.publish({ ...verdict, conclusion: 'block' });
    await plain.publish({ ...verdict, conclusion: 'block' });
    expect(repository().statuses).toHaveLength(1);
    fake.act.addStatus(repository(), { sha: HEAD, by: 'mallory', state: 'success', context: 'firebreak' });
    await plain.publish({ ...verdict, conclusion: 'block' });
    expect(repository().statuses.map(({ state }) => state)).toEqual(['failure', 'success', 'failure']);
  });

  it('answers a merge group on its own commit, without a comment', async () => {
    const { ref: _, comment: __, ...check } = verdict;
    await forge.publishGroup({ ...check, repository: NAME, head: 'c'.repeat(40) as CommitId, conclusion: 'allow' });
    expect(fake.act.requiredCheck(NAME, 'c'.repeat(40))).toBe('success');
    expect(bodies()).toEqual([]);
  });
});

describe('github comment', () => {
  it('is written once where the answer to its writing was lost', async () => {
    fake.troubles.push({ method: 'POST', path: 'comments', how: 'lost' });
    await forge.publish(verdict);
    expect(bodies()).toHaveLength(1);
  });

  it('heals doubles of a race by keeping the oldest', async () => {
    await forge.publish(verdict);
    const [first] = repository().comments;
    await fake.act.comment(NAME, 1, { by: `${fake.slug}[bot]`, text: first?.body ?? '' });
    await forge.publish({ ...verdict, comment: 'New.' });
    expect(repository().comments.map(({ id }) => id)).toEqual([first?.id]);
    expect(bodies()[0]).toContain('New.');
  });

  it('is one, whoever of two nodes writes first', async () => {
    const { forge: other } = openFakeForge(fake);
    await Promise.all([forge.publish(verdict), other.publish(verdict)]);
    expect(bodies()).toHaveLength(1);
  });

  it('is put right after somebody edited it, and leaves the same marker of others alone', async () => {
    const mine = await fake.act.comment(NAME, 1, { by: 'mallory', text: '<!-- firebreak:verdict -->\nAllowed!' });
    await forge.publish(verdict);
    const own = repository().comments.find(({ user }) => user.type === 'Bot');
    if (own === undefined) throw new Error('no comment');
    fake.nowMs += 60_000;
    await fake.act.editComment(NAME, own, '<!-- firebreak:verdict -->\nAllowed!');
    await forge.publish(verdict);
    expect(own.body).toContain('Held.');
    await forge.publish({ ...verdict, comment: null });
    expect(repository().comments).toEqual([mine]);
  });

  it('is read with what people say, and with who edited it since', async () => {
    const comment = await fake.act.comment(NAME, 1, { by: 'Ben', text: '/firebreak approve' });
    expect(await forge.readComments(verdict.ref)).toMatchObject([{ by: { handle: 'ben' }, isEdited: false }]);
    fake.nowMs += 60_000;
    await fake.act.editComment(NAME, comment, '/firebreak explain');
    expect(await forge.readComments(verdict.ref)).toMatchObject([{ text: '/firebreak explain', isEdited: true }]);
  });
});

describe('github calls', () => {
  it('waits as long as it is asked to, and tries again', async () => {
    fake.troubles.push(
      { path: '/pulls/1', how: { status: 429, headers: { 'retry-after': '7' } } },
      { path: '/pulls/1', how: { status: 502 } },
      { path: '/pulls/1', how: 'dropped' },
    );
    expect((await forge.readChange(verdict.ref))?.head).toBe(HEAD);
    expect(waits).toEqual([7000, 1000, 2000]);
  });

  it('does not call at all while a long pause lasts, and says until when', async () => {
    const reset = String(fake.nowMs / 1000 + 1800);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    fake.troubles.push({ path: '/pulls/1', how: { status: 403, headers } });
    await expect(forge.readChange(verdict.ref)).rejects.toMatchObject({ code: 'forge-rate-limited' });
    const before = fake.calls.length;
    await expect(forge.readChange(verdict.ref)).rejects.toThrow('2026-03-01T12:30:01.000Z');
    expect(fake.calls).toHaveLength(before);
    fake.nowMs += 1_802_000;
    expect((await forge.readChange(verdict.ref))?.head).toBe(HEAD);
  });

  it('takes the secondary limit for a pause, and a plain refusal for none', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    fake.troubles.push({ path: '/pulls/1', how: { status: 403, message } });
    await expect(forge.readChange(verdict.ref)).rejects.toMatchObject({ code: 'forge-rate-limited' });
    fake.nowMs += 61_000;
    fake.troubles.push({ path: '/pulls/1', how: { status: 403, message: 'Resource not accessible' } });
    await expect(forge.readChange(verdict.ref)).rejects.toMatchObject({ code: 'forge-forbidden', kind: 'permission' });
  });

  it('pays no quota for what did not change', async () => {
    await forge.readChange(verdict.ref);
    await forge.readReviews(verdict.ref);
    const before = fake.calls.length;
    await forge.readChange(verdict.ref);
    await forge.readReviews(verdict.ref);
    expect(fake.calls.slice(before).map((call) => call.split(' ').at(-1))).toEqual(['304', '304']);
    await fake.act.push(NAME, 1, 'd'.repeat(40));
    expect((await forge.readChange(verdict.ref))?.head).toBe('d'.repeat(40));
  });

  it('uses one token for its life, and makes another in time or when it was taken back', async () => {
    const made = () => fake.calls.filter((call) => call.includes('access_tokens')).length;
    await Promise.all([forge.readChange(verdict.ref), forge.readReviews(verdict.ref)]);
    await forge.readChange(verdict.ref);
    expect(made()).toBe(1);
    fake.nowMs += 56 * 60_000;
    await forge.readChange(verdict.ref);
    expect(made()).toBe(2);
    fake.revokeTokens();
    await forge.readChange(verdict.ref);
    expect(made()).toBe(3);
  });

  it('reads all pages, of proposals and of reviews', async () => {
    for (let at = 0; at < 120; at += 1) await fake.act.openPull(NAME, { head: HEAD, base: BASE });
    for (let at = 0; at < 120; at += 1) await fake.act.review(NAME, 1, { by: `u${at}`, state: 'APPROVED' });
    const numbers: number[] = [];
    for await (const { ref } of forge.openChanges(NAME)) numbers.push(ref.number);
    expect(numbers).toEqual(Array.from({ length: 121 }, (_, at) => at + 1));
    expect(await forge.readReviews(verdict.ref)).toHaveLength(120);
  });

  it('reads reviews as they stand: bound to a commit, dismissed, not the pending ones', async () => {
    const review = await fake.act.review(NAME, 1, { by: 'Ben', state: 'APPROVED' });
    await fake.act.review(NAME, 1, { by: 'cy', state: 'PENDING' });
    await fake.act.review(NAME, 1, { by: 'robot[bot]', state: 'APPROVED' });
    await fake.act.push(NAME, 1, 'e'.repeat(40));
    await fake.act.dismissReview(NAME, review);
    expect(await forge.readReviews(verdict.ref)).toMatchObject([
      { by: { handle: 'ben', isBot: false }, commit: HEAD, state: 'dismissed' },
      { by: { handle: 'robot[bot]', isBot: true }, state: 'approved' },
    ]);
  });

  it('lists the members of a team, and knows a team that is not there', async () => {
    fake.teams.set('shop/seniors', ['Ann', 'Ben']);
    expect(await forge.readTeam('@shop/seniors')).toMatchObject([{ handle: 'ann' }, { handle: 'ben' }]);
    expect(await forge.readTeam('shop/juniors')).toBeNull();
    expect(await forge.readTeam('../../user')).toBeNull();
  });

  it('answers a deployment at its own address and at no other', async () => {
    const callback = (base: string, name = NAME) => `${base}/repos/${name}/actions/runs/12/deployment_protection_rule`;
    const answer = { repository: NAME, environment: 'production', state: 'rejected', comment: 'Held.' } as const;
    await forge.answerDeployment({ ...answer, callback: callback(fake.apiUrl) });
    await forge.answerDeployment({ ...answer, state: 'waiting', callback: callback(fake.apiUrl) });
    expect(repository().deployments.map(({ run, body }) => [run, body['state']])).toEqual([
      [12, 'rejected'],
      [12, undefined],
    ]);
    for (const foreign of [
      callback('http://169.254.169.254'),
      callback(`${fake.apiUrl}.evil.example`),
      callback(fake.apiUrl, 'shop/other'),
      `${callback(fake.apiUrl)}/../../../../../user`,
      'file:///etc/passwd',
    ]) {
      await expect(forge.answerDeployment({ ...answer, callback: foreign })).rejects.toMatchObject({
        code: 'foreign-address',
      });
    }
  });

  it('calls nothing outside the configured address, whoever names it', async () => {
    const now = () => fake.nowMs;
    const transport = openForgeTransport({ apiUrl: fake.apiUrl, now, sleep: async () => {} });
    for (const path of ['https://evil.example/', '//evil.example/x', '/../../admin', '/%2e%2e/%2e%2e/admin']) {
      await expect(transport.send({ method: 'GET', path, headers: {}, caller: 'x' })).rejects.toMatchObject({
        code: 'foreign-address',
      });
    }
    for (const status of [301, 302, 307]) {
      const headers = { location: 'http://169.254.169.254/latest/meta-data' };
      fake.troubles.push({ path: '/pulls/1', how: { status, headers } });
      await expect(forge.readChange(verdict.ref)).rejects.toMatchObject({ code: 'foreign-address' });
    }
    for (const apiUrl of ['http://example.org', 'ftp://x', 'nonsense', 'https://user:pass@example.org']) {
      const open = () => openForgeTransport({ apiUrl, now, sleep: async () => {} });
      expect(open).toThrow(expect.objectContaining({ code: 'bad-forge-address' }));
    }
  });

  it('says what was refused without a token in any message', async () => {
    const { forge: plain } = openFakeForge(fake, {
      credentials: { kind: 'token', token: 'ghp_hunter2hunter2', repositories: [NAME] },
    });
    const error = await plain.readChange(verdict.ref).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'forge-unauthenticated', kind: 'permission' });
    expect(`${JSON.stringify(error)} ${String(error)} ${(error as Error).stack}`).not.toContain('hunter2');
  });
});

describe('github copy', () => {
  it('shows the token to git alone: no file and no message holds it', async () => {
    const git = makeProposalRepository();
    fake.act.addRepository('shop/copy', { path: git.path });
    const { forge: own, folder } = openFakeForge(fake);
    const path = await own.localCopy({ repository: 'shop/copy', commits: [] });
    expect(existsSync(path)).toBe(true);
    const token = Buffer.from((fake.gitCallers[0] ?? '').replace('Basic ', ''), 'base64').toString('utf8');
    expect(token).toMatch(/^x-access-token:ghs_/);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), 'latin1');
      expect(text).not.toContain(token.slice('x-access-token:'.length));
      expect(text).not.toContain((fake.gitCallers[0] ?? '').replace('Basic ', ''));
    }
  });

  it('shares one fetch among those who wait, and begins another for whoever comes during it', async () => {
    const git = makeProposalRepository();
    fake.act.addRepository('shop/copy', { path: git.path });
    const { forge: own } = openFakeForge(fake);
    await own.localCopy({ repository: 'shop/copy', commits: [] });
    const before = fake.gitCallers.length;
    const one = own.localCopy({ repository: 'shop/copy', commits: [] });
    const head = git.commit('late', 'Late') as CommitId;
    const others = Array.from({ length: 5 }, () => own.localCopy({ repository: 'shop/copy', commits: [head] }));
    await Promise.all([one, ...others]);
    // A fetch takes two or three calls: six alone would take a dozen and more.
    expect(fake.gitCallers.length - before).toBeLessThanOrEqual(9);
  });
});
