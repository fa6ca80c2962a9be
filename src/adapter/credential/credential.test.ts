import { describe, expect, it } from 'vitest';
import { MAX_AT_ONCE, MAX_WAITING, SCRYPT_COST, scryptHasher, systemSecrets } from './index.ts';

/** Quick enough for tests. */
const CHEAP = { logN: 10, r: 8, p: 1 };

describe('scryptHasher', () => {
  it('knows the password again, and no other, under the cost of production', async () => {
    const hasher = scryptHasher();
    const encoded = await hasher.hash('a long and plain sentence');
    expect(encoded).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hasher.verify({ password: 'a long and plain sentence', encoded })).toEqual({
      isRight: true,
      needsRehash: false,
    });
    expect((await hasher.verify({ password: 'a long and plain sentenc', encoded })).isRight).toBe(false);
  });

  it('salts: the same password is never the same text', async () => {
    const hasher = scryptHasher(CHEAP);
    expect(await hasher.hash('one')).not.toBe(await hasher.hash('one'));
  });

  it('verifies what was made with a lower cost, and asks for it to be made anew', async () => {
    const encoded = await scryptHasher(CHEAP).hash('older');
    const hasher = scryptHasher({ ...CHEAP, logN: 11 });
    expect(await hasher.verify({ password: 'older', encoded })).toEqual({ isRight: true, needsRehash: true });
    expect(await hasher.verify({ password: 'newer', encoded })).toEqual({ isRight: false, needsRehash: false });
  });

  it.each([
    null,
    '',
    'older',
    '$2b$10$abcdefghijklmnopqrstuv',
    `$scrypt$ln=31,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
    `$scrypt$ln=15,r=99,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  ])('takes %j for no password, and hashes all the same', async (encoded) => {
    expect((await scryptHasher(CHEAP).verify({ password: 'older', encoded })).isRight).toBe(false);
  });

  it('takes as long where there is no password as where it is wrong', async () => {
    const hasher = scryptHasher({ ...CHEAP, logN: 13 });
    const encoded = await hasher.hash('right');
    const spent = async (text: string | null) => {
      const times: number[] = [];
      for (let count = 0; count < 5; count += 1) {
        const started = performance.now();
        await hasher.verify({ password: 'wrong', encoded: text });
        times.push(performance.now() - started);
      }
      return Math.min(...times);
    };
    const ratio = (await spent(null)) / (await spent(encoded));
    // No early end would be far below; the bound is wide because other work shares the machine.
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });

  it('refuses what would wait behind too many, and does the others', async () => {
    const hasher = scryptHasher(CHEAP);
    const asked = MAX_AT_ONCE + MAX_WAITING + 3;
    const done = await Promise.allSettled(Array.from({ length: asked }, () => hasher.hash('x')));
    const refused = done.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused.map((each) => each.reason.code)).toEqual(Array(3).fill('too-many-sign-ins'));
    // The turnstile is free again.
    await expect(hasher.hash('x')).resolves.toContain('$scrypt$');
  });

  it('costs what the recommendation asks for', () => {
    expect(128 * SCRYPT_COST.r * 2 ** SCRYPT_COST.logN).toBe(32 * 1024 * 1024);
    expect(SCRYPT_COST.p).toBe(3);
  });
});

describe('systemSecrets', () => {
  it('gives as many bytes as asked, never the same', () => {
    const secrets = systemSecrets();
    const given = new Set(Array.from({ length: 100 }, () => Buffer.from(secrets.bytes(32)).toString('hex')));
    expect(given.size).toBe(100);
    expect([...given].every((hex) => hex.length === 64)).toBe(true);
  });
});
