import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../kernel/index.ts';
import { afterAttempt, RETRY_MS, readSecret, secretText, signWebhook, TOLERANCE_MS, verifyWebhook } from './index.ts';

const NOW = instant(1_614_265_330_000);
const KEY = readSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') ?? new Uint8Array();

describe('signWebhook', () => {
  it('signs as the reference implementations of Standard Webhooks do', () => {
    const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
    const signed = signWebhook({ id, body: '{"test": 2432232314}', keys: [KEY], now: NOW });
    expect(signed.headers).toMatchObject({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is believed by whoever has one of its keys, and by nobody else, nor when anything was changed', () => {
    const other = new Uint8Array(32).fill(7);
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (body, more) => {
        const { headers } = signWebhook({ id: 'msg_1', body, keys: [KEY, other], now: NOW });
        for (const key of [KEY, other]) expect(verifyWebhook({ headers, body, key, now: NOW }).ok).toBe(true);
        expect(verifyWebhook({ headers, body, key: new Uint8Array(32), now: NOW }).ok).toBe(false);
        expect(verifyWebhook({ headers, body: body + more, key: KEY, now: NOW }).ok).toBe(false);
        const moved = { ...headers, 'webhook-timestamp': '1614265331' };
        expect(verifyWebhook({ headers: moved, body, key: KEY, now: NOW }).ok).toBe(false);
      }),
    );
  });

  it('is too old after five minutes, and malformed without its headers', () => {
    const { headers, body } = signWebhook({ id: 'msg_1', body: '{}', keys: [KEY], now: NOW });
    const at = (ms: number) => verifyWebhook({ headers, body, key: KEY, now: (NOW + ms) as Instant });
    expect([at(TOLERANCE_MS), at(TOLERANCE_MS + 1), at(-TOLERANCE_MS - 1)]).toMatchObject([
      { ok: true },
      { rejection: { code: 'too-old' } },
      { rejection: { code: 'too-old' } },
    ]);
    for (const name of Object.keys(headers).filter((each) => each.startsWith('webhook-'))) {
      const without = { ...headers, [name]: undefined };
      expect(verifyWebhook({ headers: without, body, key: KEY, now: NOW })).toMatchObject({
        rejection: { code: 'malformed' },
      });
    }
  });

  it('reads its own secrets and refuses what is short, long or no base64', () => {
    const key = new Uint8Array(32).fill(9);
    expect(Buffer.from(readSecret(secretText(key)) ?? [])).toEqual(Buffer.from(key));
    for (const text of ['', 'whsec_', 'whsec_AAAA', 'whsec_%%%%', `whsec_${'A'.repeat(400)}`, 'whsec_a b']) {
      expect(readSecret(text)).toBeNull();
    }
  });
});

describe('afterAttempt', () => {
  const answered = (status: number, retryAfterS: number | null = null) => ({
    kind: 'answered' as const,
    status,
    retryAfterS,
  });

  it('ends: delivered, disabled or given up, after no more attempts than the schedule has', () => {
    let now = NOW;
    for (let attempts = 1; ; attempts += 1) {
      const step = afterAttempt({ outcome: { kind: 'unreachable' }, attempts, now });
      if (step.kind === 'given-up') {
        expect(attempts).toBe(RETRY_MS.length + 1);
        break;
      }
      expect(step).toMatchObject({ kind: 'retry' });
      now = step.kind === 'retry' ? step.at : now;
    }
    expect((now - NOW) / 3_600_000).toBeGreaterThan(72);
  });

  it.each([
    [answered(200), { kind: 'delivered' }],
    [answered(204), { kind: 'delivered' }],
    [answered(302), { kind: 'retry', at: NOW + 5_000 }],
    [answered(404), { kind: 'retry', at: NOW + 5_000 }],
    [answered(410), { kind: 'disable' }],
    [answered(429, 60), { kind: 'retry', at: NOW + 60_000 }],
    [answered(503, 1), { kind: 'retry', at: NOW + 5_000 }],
    [answered(503, 9_999_999), { kind: 'retry', at: NOW + 86_400_000 }],
    [{ kind: 'refused' as const }, { kind: 'disable' }],
  ])('after %j: %j', (outcome, step) => {
    expect(afterAttempt({ outcome, attempts: 1, now: NOW })).toEqual(step);
  });
});
