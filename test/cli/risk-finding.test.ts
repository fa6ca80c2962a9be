import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

const CONFIGURATION = `version: 1
services:
  pay: { tier: 0, paths: [src/pay, db] }
  rest: { tier: 2, paths: ["**"] }
flows:
  checkout: { tier: 0, services: [pay] }
`;

let repository: TestRepository;
beforeAll(() => {
  repository = makeRepository();
  const base = {
    'firebreak.yaml': CONFIGURATION,
    '.github/CODEOWNERS': 'src/owned/ @ann\ntest/ @ann\n',
    'test/a.test.ts': 'a\n',
    'src/pay/a.ts': 'a\n',
    'src/owned/b.ts': 'b\n',
  };
  repository.import(
    [
      { id: 'root', message: 'Start', files: base },
      {
        id: 'plain',
        parents: ['root'],
        message: 'Say more',
        files: { 'src/owned/b.ts': 'c\n', 'test/a.test.ts': 'b\n' },
      },
      { id: 'all', parents: ['root'], message: 'Charge twice', files: { 'src/pay/a.ts': 'b\n' } },
      {
        id: 'data',
        parents: ['root'],
        message: 'Drop',
        files: { 'db/migrations/1.sql': 'drop table a;\n' },
      },
    ],
    { branches: { main: 'root', plain: 'plain', all: 'all', data: 'data' } },
  );
});
afterAll(removeFolders);

async function findingsOf(branch: string): Promise<{ readonly reasons: string; readonly lower: string }> {
  const { out } = await run(['risk', '--base', 'main', '--head', branch, '--json'], { cwd: repository.path });
  const { risk, would_lower } = JSON.parse(out);
  const reasons = risk.factors.filter(({ name }: { name: string }) => name === 'finding');
  const texts = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text).join('\n');
  return { reasons: texts(reasons), lower: texts(would_lower) };
}

describe('what numbers of a change cannot see, in firebreak risk', () => {
  it('is named with its points, with what would lower it', async () => {
    const { reasons, lower } = await findingsOf('all');
    expect(reasons).toContain('touches tier 0 (+5.0 points)');
    expect(reasons).toContain('touches the critical flow checkout (+4.0 points)');
    expect(lower).toContain('change a test together with the code');
    expect(lower).toContain('give the touched files an owner');
    expect(lower).toContain('record who or what wrote it');
  });

  it('knows a data migration', async () => {
    const { reasons } = await findingsOf('data');
    expect(reasons).toContain('changes a data migration (+5.0 points)');
  });

  it('is silent about a change to which none of it applies', async () => {
    expect((await findingsOf('plain')).reasons).toBe('');
  });
});
