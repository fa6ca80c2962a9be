import { describe, expect, it } from 'vitest';
import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { type ConfigurationReader, configurationFault } from '../../domain/policy/index.ts';
import { loadConfiguration } from './load.ts';

const BASE = 'b'.repeat(40) as CommitId;
const HEAD = 'c'.repeat(40) as CommitId;

function load(files: Readonly<Record<string, string>>, revision: CommitId | null = BASE) {
  const asked: string[] = [];
  const history = {
    holds: async () => false,
    readFile: async (at: CommitId, path: FilePath): Promise<Uint8Array | null> => {
      asked.push(at);
      const text = files[`${at === BASE ? 'base' : 'head'}:${path}`];
      return text === undefined ? null : new TextEncoder().encode(text);
    },
  };
  return { asked, result: loadConfiguration({ history, revision, now: null }) };
}

async function codes(files: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const result = await load(files).result;
  return result.ok ? [] : result.rejection.map(({ code, file }) => [code, file]);
}

describe('loading a configuration', () => {
  it('reads everything at the revision given, whatever the change says', async () => {
    const { asked, result } = load({
      'base:firebreak.yaml': 'version: 1\npeople: { file: people.yaml }\npolicy: { use: [] }',
      'base:people.yaml': 'senior: ["@ann"]',
      'head:people.yaml': 'senior: ["@mallory"]',
      'head:firebreak.yaml': 'version: 1',
    });
    const loaded = await result;
    expect(loaded.ok && loaded.value.catalog.people.map(({ id }) => id)).toEqual(['ann']);
    expect(loaded.ok && loaded.value.source).toBe(`${BASE}:firebreak.yaml`);
    expect(new Set(asked)).toEqual(new Set([BASE]));
    expect(asked).not.toContain(HEAD);
  });

  it('reads .github/firebreak.yaml as well', async () => {
    const loaded = await load({ 'base:.github/firebreak.yaml': 'version: 1\nservices: { a: { tier: 0, paths: [a] } }' })
      .result;
    expect(loaded.ok && loaded.value.catalog.services.map(({ id }) => id)).toEqual(['a', 'firebreak']);
  });

  it.each([BASE, null])('falls back to the starter policy, which only advises (%s)', async (revision) => {
    const loaded = await load({ 'base:CODEOWNERS': '* @ann\n' }, revision).result;
    if (!loaded.ok) throw new Error('rejected');
    const { catalog, policy, source, packs } = loaded.value;
    expect(source).toBe('built-in:starter');
    expect(packs).toHaveLength(1);
    expect(policy.rules.length).toBeGreaterThan(0);
    expect(policy.rules.filter(({ mode }) => mode === 'enforce')).toEqual([]);
    expect([catalog.services, catalog.flows, catalog.people]).toEqual([[], [], []]);
    expect(catalog.ownership === null).toBe(revision === null);
  });

  it('refuses two configurations, a name that would be overlooked, and a broken file', async () => {
    const both = { 'base:firebreak.yaml': 'version: 1', 'base:.github/firebreak.yaml': 'version: 1' };
    expect(await codes(both)).toEqual([['file-place', '.github/firebreak.yaml']]);
    expect(await codes({ 'base:firebreak.yml': 'version: 1' })).toEqual([['file-place', 'firebreak.yml']]);
    expect(await codes({ 'base:firebreak.yaml': ':' })).not.toEqual([]);
    expect(await codes({ 'base:firebreak.yaml': '' })).toEqual([['empty', 'firebreak.yaml']]);
  });

  it('fills the port of the policy room, whose fault lists every error', async () => {
    const reader: ConfigurationReader = { load: loadConfiguration };
    expect(reader.load).toBe(loadConfiguration);
    const result = await load({ 'base:firebreak.yaml': 'version: 1\na: 1\nb: 2\n' }).result;
    if (result.ok) throw new Error('accepted');
    const fault = configurationFault(result.rejection);
    expect([fault.code, fault.kind]).toEqual(['invalid-configuration', 'malformed']);
    expect(
      fault.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(' ')[0]),
    ).toEqual(['firebreak.yaml:2:1', 'firebreak.yaml:3:1']);
  });
});
