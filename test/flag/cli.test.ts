import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_SCHEMAS } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { definitions, makeFlagShop } from './shop.ts';

afterAll(removeFolders);

describe('firebreak flags', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = makeFlagShop().path;
  });
  const cli = (...argv: string[]) => run(['flags', ...argv], { cwd, variables: { FIREBREAK_CACHE: 'off' } });
  const json = async (...argv: string[]) => JSON.parse((await cli(...argv, '--json')).out);

  it('lists what everybody gets, at any revision', async () => {
    const { out } = await cli('list', '--at', 'main');
    expect(out).toContain('new-checkout: on 5 %, off 95 % (on, off)');
    expect((await json('list', '--at', 'all')).flags[0]).toMatchObject({ key: 'new-checkout', off_variant: 'off' });
  });

  it('checks a file before it is committed, and a revision after', async () => {
    const file = join(temporaryFolder(), 'own.json');
    writeFileSync(file, definitions(5, { defaultVariant: 'onn' }));
    const { exit, out } = await cli('check', file);
    expect([exit, out]).toEqual([1, expect.stringContaining('error 10:7 there is no variant "onn"')]);
    expect((await cli('check', '--at', 'broken')).exit).toBe(1);
    expect((await cli('check', '--at', 'main')).exit).toBe(0);
  });

  it('says whom a difference moves', async () => {
    const grown = await json('diff', 'main', 'grow');
    expect(grown).toMatchObject({ moves_users: false, only_off: false, flags: [{ parts: ['percentage'], moved: 0 }] });
    const shifted = await cli('diff', 'main', 'shift');
    expect(shifted.out).toMatch(/new-checkout: targeting[\s\S]*5\.\d % are moved/);
    expect((await json('diff', 'main', 'off')).only_off).toBe(true);
  });

  it('evaluates as a server would', async () => {
    expect((await cli('evaluate', 'banner', '--at', 'main')).out).toBe('banner: red = "#f00" (STATIC)\n');
    const missing = await cli('evaluate', 'new-checkout', '--at', 'main');
    expect([missing.exit, missing.out]).toEqual([1, expect.stringContaining('TARGETING_KEY_MISSING')]);
    expect((await json('evaluate', 'new-checkout', '--at', 'main', '--user', 'u')).answer.variant).toBe('off');
    expect((await cli('evaluate', 'banner', '--context', '[]')).exit).toBe(2);
  });

  it('kills at the server that the environment names', async () => {
    const variables = { FIREBREAK_TOKEN: 'fbk_none', FIREBREAK_SERVER: 'http://127.0.0.1:1' };
    const { exit, err } = await run(['flags', 'kill', 'banner', '--reason', 'errors'], { cwd, variables });
    expect([exit, err]).toEqual([5, expect.stringContaining('http://127.0.0.1:1 gave no answer')]);
  });

  it('finds what no file names, and what has stood for long', async () => {
    const stale = await json('stale', '--days', '1');
    expect(stale.flags).toContainEqual(
      expect.objectContaining({ key: 'banner', reasons: ['settled', 'unreferenced'] }),
    );
    expect(stale.flags.find(({ key }: { key: string }) => key === 'new-checkout')).toMatchObject({
      reasons: ['unchanged'],
      references: 1,
    });
    expect((await json('stale', '--days', '3650')).flags[0].reasons).toEqual(['unreferenced']);
  });

  it('keeps documents to their schemas', async () => {
    const { default: Ajv } = await import('ajv');
    const { default: formats } = await import('ajv-formats');
    const ajv = formats.default(new Ajv.default());
    for (const [name, argv] of [
      ['flags', ['list', '--at', 'main']],
      ['flag-check', ['check', '--at', 'broken']],
      ['flag-difference', ['diff', 'main', 'all']],
      ['flag-evaluation', ['evaluate', 'limits', '--at', 'main']],
      ['flag-stale', ['stale']],
    ] as const) {
      const schema = DOCUMENT_SCHEMAS[name]?.() as object;
      const fits = ajv.compile(schema);
      expect([name, fits(await json(...argv)), fits.errors]).toEqual([name, true, null]);
    }
  });
});
