import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';
import { openEmbeddedStore } from './open.ts';

const root = mkdtempSync(join(tmpdir(), 'firebreak-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(root, 'f'));
const NOBODY = 2 ** 22 + 7;

describe('the lock of a data folder', () => {
  it('is held by one at a time, and given on when it is released', async () => {
    const data = folder();
    const first = await lockFolder(data, 0);
    await expect(lockFolder(data, 0)).rejects.toMatchObject({ code: 'data-in-use', kind: 'unreachable' });
    const second = lockFolder(data, 5_000);
    await first.release();
    await (await second).release();
    expect(readdirSync(data)).toEqual([]);
  });

  it('is taken over by exactly one when its process is gone, and from one that only has the number', async () => {
    for (const dead of [
      JSON.stringify({ pid: NOBODY, host: hostname(), boot: 'another', started: '1' }),
      JSON.stringify({ pid: process.pid, host: hostname(), boot: 'another', started: '1' }),
      'half a lo',
      '',
    ]) {
      const data = folder();
      writeFileSync(join(data, 'lock'), dead);
      const taken = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(data, 0)));
      expect(taken.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    }
  });

  it('is never taken from another machine', async () => {
    const data = folder();
    writeFileSync(
      join(data, 'lock'),
      JSON.stringify({ pid: NOBODY, host: 'elsewhere', boot: 'another', started: '1' }),
    );
    await expect(lockFolder(data, 0)).rejects.toMatchObject({ code: 'data-in-use' });
    expect(existsSync(join(data, 'lock'))).toBe(true);
  });

  it('goes away with the store, and when the store cannot be opened', async () => {
    const data = folder();
    const store = await openEmbeddedStore({ folder: data, views: [], upCasters: [] });
    expect(existsSync(join(data, 'lock'))).toBe(true);
    await expect(openEmbeddedStore({ folder: data, views: [], upCasters: [], waitMs: 0 })).rejects.toMatchObject({
      code: 'data-in-use',
    });
    await store.close();
    expect(existsSync(join(data, 'lock'))).toBe(false);
    const broken = folder();
    writeFileSync(join(broken, 'log.db'), 'no database at all, but long enough to be taken for one'.repeat(100));
    await expect(openEmbeddedStore({ folder: broken, views: [], upCasters: [] })).rejects.toMatchObject({
      code: 'store-failed',
    });
    expect(existsSync(join(broken, 'lock'))).toBe(false);
  });
});
