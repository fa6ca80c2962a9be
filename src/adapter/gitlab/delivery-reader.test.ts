import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { gitlabDeliveryReader } from './index.ts';

const SECRET = 'a secret of enough characters';
const KEY = `whsec_${Buffer.from('thirty-two bytes of a signing key').toString('base64')}`;
const NOW = instant(Date.parse('2026-03-01T12:00:00Z'));
const reader = gitlabDeliveryReader({ secrets: [SECRET, KEY] });
const project = { path_with_namespace: 'group/shop' };
const SHA = 'a'.repeat(40);

async function read(payload: unknown, headers: Record<string, string> = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return reader.read({ headers: { 'x-gitlab-token': SECRET, 'idempotency-key': 'an-id', ...headers }, body, now: NOW });
}

function signature(body: string, given: { readonly id: string; readonly time: number; readonly key?: string }): string {
  const key = Buffer.from((given.key ?? KEY).slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${given.id}.${given.time}.${body}`).digest('base64')}`;
}

async function codeOf(payload: unknown, headers: Record<string, string> = {}) {
  const got = await read(payload, headers);
  return got.ok ? 'ok' : got.rejection.code;
}

const mergeRequest = (action: string) => ({
  object_kind: 'merge_request',
  user: { username: 'Ben' },
  project,
  object_attributes: { iid: 7, action, updated_at: '2026-03-01 11:59:00 UTC', last_commit: { id: SHA } },
});

describe('gitlab delivery reader', () => {
  it('takes the token, and a signature over id, time and body', async () => {
    expect(await codeOf({ object_kind: 'build' })).toBe('ok');
    expect(await codeOf({}, { 'x-gitlab-token': `${SECRET}x` })).toBe('wrong-signature');
    const time = NOW / 1000;
    const headers = (given: { id?: string; at?: number }) => ({
      'webhook-id': given.id ?? 'id-1',
      'webhook-timestamp': String(given.at ?? time),
      'webhook-signature': `v1a,other ${signature('{}', { id: 'id-1', time: given.at ?? time })}`,
    });
    expect(await codeOf('{}', headers({}))).toBe('ok');
    expect(await codeOf('{ }', headers({}))).toBe('wrong-signature');
    expect(await codeOf('{}', headers({ id: 'id-2' }))).toBe('wrong-signature');
    expect(await codeOf('{}', headers({ at: time - 301 }))).toBe('too-old');
    expect(await codeOf('{}', headers({ at: time + 301 }))).toBe('too-old');
  });

  it('does not fall back to the token where a signature is wrong', async () => {
    const headers = { 'webhook-id': 'id', 'webhook-timestamp': String(NOW / 1000), 'webhook-signature': 'v1,AAAA' };
    expect(await codeOf('{}', headers)).toBe('wrong-signature');
  });

  it('asks for the change of a merge request to be read, and tells who approved', async () => {
    const ref = { forge: 'gitlab', repository: 'group/shop', number: 7 };
    const opened = await read(mergeRequest('open'));
    expect(opened.ok && opened.value.notices).toEqual([{ kind: 'touched', ref }]);
    const states = [];
    for (const action of ['approval', 'approved', 'unapproved']) {
      const got = await read(mergeRequest(action));
      const review = got.ok ? got.value.notices.find((notice) => notice.kind === 'review') : undefined;
      states.push(review?.review.state);
      expect(review?.review).toMatchObject({
        commit: SHA,
        by: { handle: 'ben' },
        at: Date.parse('2026-03-01T11:59:00Z'),
      });
    }
    expect(states).toEqual(['approved', 'approved', 'dismissed']);
  });

  it('reads notes of merge requests that people wrote, and pushes of branches', async () => {
    const attributes = { id: 1, note: '/firebreak explain', noteable_type: 'MergeRequest', system: false };
    const times = { created_at: '2026-03-01T11:00:00Z', updated_at: '2026-03-01T11:00:00Z' };
    const note = (change: object) => ({
      object_kind: 'note',
      user: { username: 'Ben' },
      project,
      merge_request: { iid: 7 },
      object_attributes: { ...attributes, ...times, ...change },
    });
    const kinds = async (payload: unknown) => {
      const got = await read(payload);
      return got.ok ? got.value.notices : got.rejection;
    };
    expect(await kinds(note({}))).toMatchObject([{ kind: 'comment', isEdited: false }]);
    expect(await kinds(note({ action: 'update' }))).toMatchObject([{ isEdited: true }]);
    expect(await kinds(note({ system: true }))).toEqual([]);
    expect(await kinds(note({ noteable_type: 'Commit' }))).toEqual([]);
    const push = (ref: string, after: string) => kinds({ object_kind: 'push', ref, after, project });
    expect(await push('refs/heads/main', SHA)).toMatchObject([{ kind: 'push', branch: 'main', head: SHA }]);
    expect(await push('refs/heads/gone', '0'.repeat(40))).toEqual([]);
  });

  it('refuses what cannot be used, and a body beyond the cap', async () => {
    expect(await codeOf({}, { 'idempotency-key': '' })).toBe('no-delivery-id');
    expect(await codeOf('no json')).toBe('malformed');
    expect(await codeOf({ object_kind: 'push', project })).toBe('malformed');
    const got = await reader.read({ headers: {}, body: new Uint8Array(26_214_401), now: NOW });
    expect(got.ok ? 'ok' : got.rejection.code).toBe('too-large');
    expect(() => gitlabDeliveryReader({ secrets: ['short'] })).toThrow();
  });
});
