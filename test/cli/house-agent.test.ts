import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

const CONFIGURATION = `version: 1
people:
  senior: [cat@example.org]
provenance:
  agents:
    - { name: Bonk, mails: [bonk@shop.example], handles: ["@ask-bonk[bot]"], trailers: [Executed-By] }
policy:
  use: []
  mode: enforce
  rules: [{ id: read, when: change.files > 0, require: { signoffs: [{ count: 1 }] }, because: Somebody reads it. }]
`;

let repository: TestRepository;
beforeAll(() => {
  repository = makeRepository();
  const bot = 'Bonk <7+ask-bonk[bot]@users.noreply.github.com>';
  repository.import(
    [
      { id: 'a', message: 'Start', files: { 'firebreak.yaml': CONFIGURATION } },
      { id: 'b', parents: ['a'], message: 'Add x', author: bot, files: { x: '1\n' } },
      { id: 'c', parents: ['b'], message: 'Add y\n\nExecuted-By: night shift', files: { y: '1\n' } },
      { id: 'd', parents: ['c'], message: 'Forget Bonk', author: bot, files: { 'firebreak.yaml': 'version: 1\n' } },
      { id: 'main', parents: ['c'], message: 'Add z', files: { z: '1\n' } },
    ],
    { branches: { b: 'b', d: 'd' } },
  );
});
afterAll(removeFolders);

async function json(...argv: string[]) {
  const { out, err } = await run([...argv, '-C', repository.path, '--json']);
  expect(err).toBe('');
  return JSON.parse(out);
}

describe('an agent that firebreak.yaml names', () => {
  it('makes what it authors or signs AI-assisted in check and replay alike', async () => {
    const checked = await json('check', '--change', 'b');
    expect(checked.provenance).toMatchObject({ assistance: 'ai', evidence: 'observed', tools: [{ name: 'Bonk' }] });
    const { changes } = await json('replay');
    expect(changes.map(({ title, evidence }: { title: string; evidence: string }) => [title, evidence])).toEqual([
      ['Start', 'none'],
      ['Add x', 'observed'],
      ['Add y', 'declared'],
      ['Add z', 'none'],
    ]);
  });

  it('is named by the base: a change that takes it out of the list is its own work still', async () => {
    const checked = await json('check', '--base', 'main', '--head', 'd');
    expect(checked.provenance).toMatchObject({ assistance: 'ai', tools: [{ name: 'Bonk' }] });
  });

  it('signs nothing off', async () => {
    const head = repository.git('rev-parse', 'd').trim();
    const decided = async (approver: Record<string, string>) => {
      const context = join(repository.path, 'context.json');
      writeFileSync(
        context,
        JSON.stringify({ version: 1, signoffs: [{ by: approver, at: '2026-01-13T08:00:00Z', commit: head }] }),
      );
      return (await json('check', '--base', 'main', '--head', 'd', '--context', context)).decision;
    };
    expect(await decided({ mail: 'cat@example.org' })).toBe('allow');
    expect(await decided({ mail: 'bonk@shop.example' })).toBe('hold');
    expect(await decided({ handle: 'ask-bonk' })).toBe('hold');
  });

  it('is shown by provenance', async () => {
    const { out } = await run(['provenance', 'show', 'b', '-C', repository.path, '--format', 'ndjson']);
    expect(JSON.parse(out)).toMatchObject({ assistance: 'ai', tools: [{ name: 'Bonk' }] });
  });
});
