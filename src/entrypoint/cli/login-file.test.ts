import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './exit.ts';
import { forgetLogin, type KeptLogin, keepLogin, loginFile, readLogins } from './login-file.ts';

let home: string;
const env = () => ({ HOME: home });
const login = (server: string, text = 'fbl_x'): KeptLogin => {
  return { server, id: 'one', text, name: 'ann', expiresAt: '2026-01-01T00:00:00.000Z' };
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-login-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('kept logins', () => {
  it('lie where the user keeps settings, in a file and a folder of nobody else', async () => {
    expect(loginFile(env())).toBe(join(home, '.config', 'firebreak', 'logins.json'));
    expect(loginFile({ HOME: home, XDG_CONFIG_HOME: '/xdg' })).toBe('/xdg/firebreak/logins.json');
    // The specification has relative ones ignored.
    expect(loginFile({ HOME: home, XDG_CONFIG_HOME: 'xdg' })).toBe(loginFile(env()));
    expect(() => loginFile({})).toThrow(UsageError);
    await keepLogin(env(), login('https://a.example'));
    const path = loginFile(env());
    expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readdirSync(dirname(path))).toEqual(['logins.json']);
  });

  it('are one a server, the newest last, and are forgotten by server', async () => {
    expect(await readLogins(env())).toEqual([]);
    await forgetLogin(env(), 'https://a.example');
    await keepLogin(env(), login('https://a.example', 'first'));
    await keepLogin(env(), login('https://b.example'));
    await keepLogin(env(), login('https://a.example', 'second'));
    expect((await readLogins(env())).map(({ server, text }) => [server, text])).toEqual([
      ['https://b.example', 'fbl_x'],
      ['https://a.example', 'second'],
    ]);
    await forgetLogin(env(), 'https://a.example');
    expect(readFileSync(loginFile(env()), 'utf8')).not.toContain('second');
  });

  it('are not used where others may read them, nor where the file is another one', async () => {
    await keepLogin(env(), login('https://a.example'));
    chmodSync(loginFile(env()), 0o640);
    await expect(readLogins(env())).rejects.toThrow(UsageError);
    for (const text of ['', '[]', '{"logins":[{"server":1}]}', 'x'.repeat(100_001)]) {
      mkdirSync(dirname(loginFile(env())), { recursive: true });
      writeFileSync(loginFile(env()), text);
      chmodSync(loginFile(env()), 0o600);
      await expect(readLogins(env())).rejects.toThrow(UsageError);
    }
  });
});
