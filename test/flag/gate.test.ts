import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { removeFolders } from '../support/git-repository.ts';
import { makeFlagShop } from './shop.ts';

afterAll(removeFolders);

describe('a change of feature flags at the gate', () => {
  let cwd = '';
  beforeAll(() => {
    cwd = makeFlagShop().path;
  });
  const check = async (branch: string) => {
    const { exit, out } = await run(['check', '--head', branch, '--base', 'main', '--json'], {
      cwd,
      variables: { FIREBREAK_CACHE: 'off' },
    });
    const { blockers } = JSON.parse(out);
    return { exit, rules: blockers.map(({ rule }: { rule: string }) => rule) };
  };

  it.each([
    ['grow', 0, []],
    ['all', 3, ['flag-jump']],
    ['off', 0, []],
    ['shift', 3, ['flag-moves']],
    ['broken', 1, ['flag-jump', 'flag-moves', 'flag-wrong']],
    ['code', 0, []],
  ])('%s is answered by what it does to users', async (branch, exit, rules) => {
    const answer = await check(branch);
    expect([answer.exit, [...answer.rules].sort()]).toEqual([exit, rules]);
  });
});
