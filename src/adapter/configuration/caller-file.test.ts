import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../kernel/index.ts';
import { readCallerPolicy, readCallerPolicyTests } from './caller-file.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-caller-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const rule = (id: string): string => `rules: [{ id: ${id}, when: "true", hold: true, because: b }]\n`;

async function rulesOf(path: string): Promise<readonly string[]> {
  const result = await readCallerPolicy({ path, catalog: null, now: null });
  return result.ok ? result.value.policy.rules.map(({ id }) => id) : result.rejection.map(({ code }) => code);
}

describe('a file that the caller names', () => {
  it('finds the files it uses from the root of its repository', async () => {
    const files = {
      '.git/HEAD': '',
      'shared/a.yaml': rule('a'),
      '.firebreak/p.yaml': `use: [./shared/a.yaml]\n${rule('b')}`,
    };
    expect(await rulesOf(join(folderOf(files), '.firebreak/p.yaml'))).toEqual(['a', 'b']);
  });

  it('finds them beside itself where there is no repository, and never above', async () => {
    const folder = folderOf({
      'p/a.yaml': rule('a'),
      'p/p.yaml': 'use: [./a.yaml]\n',
      'p/up.yaml': 'use: [../b.yaml]\n',
      'b.yaml': rule('b'),
    });
    expect(await rulesOf(join(folder, 'p/p.yaml'))).toEqual(['a']);
    expect(await rulesOf(join(folder, 'p/up.yaml'))).toEqual(['bad-path']);
  });

  it('keeps its own people where it is a whole configuration', async () => {
    const folder = folderOf({ 'firebreak.yaml': 'version: 1\npeople: { senior: ["@ann"] }\npolicy: { use: [] }\n' });
    const result = await readCallerPolicy({ path: join(folder, 'firebreak.yaml'), catalog: null, now: null });
    expect(result.ok && result.value.catalog.people.map(({ id }) => id)).toEqual(['ann']);
  });

  it.each(['none.yaml', 'folder'])('is a fault where it is not there (%s)', async (name) => {
    const path = join(folderOf({ 'folder/x': '' }), name);
    for (const read of [readCallerPolicy({ path, catalog: null, now: null }), readCallerPolicyTests(path)]) {
      await expect(read).rejects.toBeInstanceOf(Fault);
      await expect(read).rejects.toMatchObject({ code: 'no-such-file', kind: 'usage' });
    }
  });

  it('tests the policy it names, or the one of its own name', async () => {
    const cases = 'cases: [{ name: a, expect: allow }]\n';
    const folder = folderOf({ 'a.test.yaml': cases, 'b.test.yaml': `policy: sub/p.yaml\n${cases}` });
    const policies = ['a', 'b'].map(async (name) => {
      const tests = await readCallerPolicyTests(join(folder, `${name}.test.yaml`));
      return tests.ok ? tests.value.policy : null;
    });
    expect(await Promise.all(policies)).toEqual([join(folder, 'a.yaml'), join(folder, 'sub/p.yaml')]);
  });
});
