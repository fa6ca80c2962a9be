import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForgeNotice } from '../../domain/forge/index.ts';
import { instant } from '../../kernel/index.ts';
import { githubDeliveryReader } from './index.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
const SECRET = 'a secret of enough characters';
const OTHER = 'another secret, just as long';
const reader = githubDeliveryReader({ secrets: [SECRET, OTHER] });

function signed(body: string | Uint8Array, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function read(event: string, payload: unknown, headers: Record<string, string | undefined> = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return reader.read({
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': signed(body),
      ...headers,
    },
    body: Buffer.from(body),
    now: instant(0),
  });
}

async function noticesOf(event: string, payload: unknown): Promise<readonly ForgeNotice[]> {
  const got = await read(event, payload);
  if (!got.ok) throw new Error(got.rejection.message);
  return got.value.notices;
}

async function codeOf(event: string, payload: unknown, headers: Record<string, string | undefined>) {
  const got = await read(event, payload, headers);
  return got.ok ? 'ok' : got.rejection.code;
}

describe('github delivery reader', () => {
  it('reads every published example without a fault', async () => {
    const seen = new Map<string, number>();
    for (const { name, examples } of EXAMPLES) {
      for (const example of examples) {
        const got = await read(name, example);
        expect([name, example['action'], got.ok]).toEqual([name, example['action'], true]);
        if (got.ok) for (const { kind } of got.value.notices) seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(seen)).toEqual({
      build: 7,
      change: 29,
      push: 2,
      recheck: 2,
      review: 4,
      'merge-group': 2,
      deployment: 3,
    });
  });

  it('tells what a pull request is', async () => {
    const example = exampleOf('pull_request', 'closed');
    const pull = { ...(example['pull_request'] as object), merged: true, merged_at: '2026-01-01T00:00:00Z', extra: 1 };
    expect(await noticesOf('pull_request', { ...example, pull_request: pull })).toEqual([
      {
        kind: 'change',
        change: expect.objectContaining({
          ref: { forge: 'github', repository: 'Codertocat/Hello-World', number: 2 },
          author: { handle: 'codertocat', isBot: false },
          state: 'merged',
          isDraft: false,
          headBranch: 'changes',
          baseBranch: 'master',
        }),
      },
    ]);
  });

  it('gives a review with its commit, says when it was edited, and none that is pending', async () => {
    const example = exampleOf('pull_request_review', 'submitted');
    const review = example['review'] as Readonly<Record<string, unknown>>;
    const as = (action: string, change: object) => ({ ...example, action, review: { ...review, ...change } });
    const [edited] = await noticesOf('pull_request_review', as('edited', { state: 'approved' }));
    expect(edited).toMatchObject({ kind: 'review', review: { state: 'approved', isEdited: true } });
    const [dismissed] = await noticesOf(
      'pull_request_review',
      as('dismissed', { state: 'dismissed', commit_id: null }),
    );
    expect(dismissed).toMatchObject({ review: { state: 'dismissed', id: String(review['id']) } });
    expect(await noticesOf('pull_request_review', as('submitted', { state: 'pending' }))).toEqual([]);
    expect(await noticesOf('pull_request_review', as('submitted', { state: 'approved', commit_id: null }))).toEqual([]);
  });

  it('reads comments of pull requests only, and says when one was edited', async () => {
    const example = exampleOf('issue_comment', 'edited');
    expect(await noticesOf('issue_comment', example)).toEqual([]);
    const onPull = { ...example, issue: { ...(example['issue'] as object), pull_request: { url: 'x' } } };
    expect(await noticesOf('issue_comment', onPull)).toMatchObject([{ kind: 'comment', isEdited: true }]);
    expect(await noticesOf('issue_comment', { ...onPull, action: 'deleted' })).toEqual([]);
  });

  it('asks for another look at its own checks only', async () => {
    const example = exampleOf('check_run', 'rerequested');
    const run = (name: string) => ({ ...example, check_run: { ...(example['check_run'] as object), name } });
    expect(await noticesOf('check_run', run('lint'))).toEqual([]);
    expect(await noticesOf('check_run', run('firebreak'))).toMatchObject([{ kind: 'recheck' }]);
  });

  it('names the pull request of a merge group, also where the base branch holds slashes', async () => {
    const example = exampleOf('merge_group', 'checks_requested');
    const group = example['merge_group'] as Readonly<Record<string, unknown>>;
    const to = (head_ref: string) => ({ ...example, merge_group: { ...group, head_ref } });
    const sha = 'a'.repeat(40);
    expect(await noticesOf('merge_group', example)).toMatchObject([{ numbers: [104] }]);
    const nested = to(`refs/heads/gh-readonly-queue/release/pr-9/pr-12-${sha}`);
    expect(await noticesOf('merge_group', nested)).toMatchObject([{ numbers: [12] }]);
    expect(await noticesOf('merge_group', to('refs/heads/other'))).toMatchObject([{ numbers: [] }]);
    expect(await noticesOf('merge_group', { ...example, action: 'destroyed' })).toEqual([]);
  });

  it('gives a deployment that waits with its address', async () => {
    const notices = await noticesOf('deployment_protection_rule', {
      action: 'requested',
      environment: 'production',
      deployment_callback_url: 'https://api.github.com/repos/o/r/actions/runs/1/deployment_protection_rule',
      deployment: { sha: 'b'.repeat(40) },
      repository: { full_name: 'o/r' },
    });
    expect(notices).toMatchObject([{ kind: 'deployment-gate', environment: 'production', commit: 'b'.repeat(40) }]);
  });

  it('takes the signature of either secret, and of no other', async () => {
    const example = exampleOf('ping');
    const body = JSON.stringify(example);
    expect(await codeOf('ping', example, { 'x-hub-signature-256': signed(body, OTHER) })).toBe('ok');
    expect(await codeOf('ping', example, { 'x-hub-signature-256': signed(body, `${SECRET}x`) })).toBe(
      'wrong-signature',
    );
    expect(await codeOf('ping', example, { 'x-hub-signature-256': undefined })).toBe('no-signature');
    const sha1 = `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`;
    expect(await codeOf('ping', example, { 'x-hub-signature-256': sha1 })).toBe('no-signature');
  });

  it('refuses a body of which one bit was changed', async () => {
    const body = Buffer.from(JSON.stringify(exampleOf('ping')));
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': 'id',
      'x-hub-signature-256': signed(body),
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: body.length * 8 - 1 }), async (bit) => {
        const changed = Buffer.from(body);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const got = await reader.read({ headers, body: changed, now: instant(0) });
        expect(got.ok ? 'ok' : got.rejection.code).toBe('wrong-signature');
      }),
      { numRuns: 200 },
    );
    expect((await reader.read({ headers, body, now: instant(0) })).ok).toBe(true);
  });

  it('refuses what is signed and cannot be used, naming no content', async () => {
    expect(await codeOf('ping', {}, { 'x-github-delivery': undefined })).toBe('no-delivery-id');
    expect(await codeOf('ping', {}, { 'x-github-delivery': 'a b' })).toBe('no-delivery-id');
    expect(await codeOf('ping', {}, { 'x-github-event': '../x' })).toBe('malformed');
    expect(await codeOf('ping', {}, { 'content-type': 'application/x-www-form-urlencoded' })).toBe('malformed');
    expect(await codeOf('ping', 'no json, hunter2', {})).toBe('malformed');
    expect(await codeOf('pull_request', { hunter2: true }, {})).toBe('malformed');
    const got = await read('push', { ref: 'refs/heads/x', after: 'hunter2', repository: { full_name: 'o/r' } });
    expect(JSON.stringify(got)).not.toContain('hunter2');
  });

  it('reads no inherited name as an event', async () => {
    for (const name of ['constructor', 'valueof', 'has_own_property']) {
      const got = await read(name, {});
      expect(got.ok && got.value.notices).toEqual([]);
    }
  });

  it('refuses a body beyond the cap before it looks at the signature', async () => {
    const got = await reader.read({ headers: {}, body: new Uint8Array(26_214_401), now: instant(0) });
    expect(got.ok ? 'ok' : got.rejection.code).toBe('too-large');
  });

  it('is not made with a weak secret', () => {
    for (const secrets of [[], [''], ['short'], [SECRET, 'short']]) {
      expect(() => githubDeliveryReader({ secrets })).toThrow(expect.objectContaining({ code: 'weak-webhook-secret' }));
    }
  });
});

function exampleOf(event: string, action?: string): Readonly<Record<string, unknown>> {
  const found = EXAMPLES.find(({ name }) => name === event)?.examples.find(
    (example) => action === undefined || example['action'] === action,
  );
  if (found === undefined) throw new Error(`no example of ${event} ${action}`);
  return found;
}
