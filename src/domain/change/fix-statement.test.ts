import { describe, expect, it } from 'vitest';
import { type Commit, fixStatement, saysRepair } from './index.ts';

describe('fixStatement', () => {
  it.each([
    ['Revert "Add discounts"\n\nThis reverts commit 1234567890.', 'reverts', 1],
    ['Round up\n\nFixes: 1234567890ab ("Add discounts")', 'fixes-trailer', 3],
    ['fix(api): round up', 'fix-type', 1],
    ['[BUGFIX] round up', 'fix-type', 1],
    ['Round up\n\nFixed #12', 'fixes-issue', 3],
    ['Round up (fixes shop/api#12)', 'fixes-issue', 1],
    ['Round up\n\nFixes https://forge.example/shop/api/issues/12', 'fixes-issue', 3],
    ['Fix rounding (SHOP-12)', 'tracker-key', 1],
    ['Bug 4711: round up', 'tracker-key', 1],
    ['Fixed a crash in rounding', 'subject-word', 1],
    ['Round up\n\nThis fixes a nasty bug in the totals.', 'body-word', 3],
    ['Fix typo\n\nFixes #12', 'fixes-issue', 3],
  ])('reads %j as %s', (message, rule, line) => {
    expect(fixStatement(message)).toEqual({ rule, line });
  });

  it.each([
    'Add discounts',
    'Fix typo in comment',
    'docs: fix spelling',
    'Add prefix to names',
    'Use fixture for totals',
    'Debug the queue less',
    'Add SHOP-12',
    'Add discounts\n\nCloses #12',
    'Add discounts\n\nResolves #12',
    'Round up\n\n> This fixes a bug',
    '',
  ])('does not take %j for a fix', (message) => {
    expect(fixStatement(message)).toBeNull();
  });

  it('stays quick on a message made to be slow', () => {
    const started = process.hrtime.bigint();
    for (const word of ['fixes a ', 'fix ', 'bug ', 'closes owner', 'a'.repeat(50), 'A1-', 'fixes https://']) {
      fixStatement(`x\n\n${word.repeat(100_000)}`);
    }
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
  });
});

describe('saysRepair', () => {
  const says = (title: string, ...messages: readonly string[]) =>
    saysRepair({ title, commits: messages.map((message) => ({ message }) as Commit) });

  it('asks the title and every commit, and nothing else', () => {
    expect(says('Fix crash')).toBe(true);
    expect(says('Merge branch totals', 'Add totals', 'Totals\n\nFixes #12')).toBe(true);
    expect(says('Merge branch totals', 'Add totals', 'Fix typo')).toBe(false);
    expect(says('')).toBe(false);
  });

  it('knows the usual words, and those that only look alike', () => {
    for (const title of ['net: fixes a leak', 'Hotfix for login', 'Bug 123: wrong total', 'fixup! x']) {
      expect(says(title), title).toBe(true);
    }
    for (const title of ['Add prefix', 'Use fixture', 'Debug output', 'Dispatch events']) {
      expect(says(title), title).toBe(false);
    }
  });
});
