import { describe, expect, it } from 'vitest';
import type { Commit } from '../change/index.ts';
import { saysRepair } from './repair.ts';

function says(title: string, message = ''): boolean {
  return saysRepair({ title, commits: message === '' ? [] : [{ message } as Commit] });
}

describe('whether a change says that it repairs something', () => {
  it('knows the usual words in a title', () => {
    for (const title of ['Fix crash', 'net: fixes a leak', 'Hotfix for login', 'Bug 123: wrong total', 'fixup! x']) {
      expect(says(title), title).toBe(true);
    }
  });

  it('is not taken in by words that only look alike', () => {
    for (const title of ['Add prefix', 'Use fixture', 'Debug output', 'Dispatch events', '']) {
      expect(says(title), title).toBe(false);
    }
  });

  it('reads a trailer that names what it fixes, not the body', () => {
    expect(says('Handle zero', 'Handle zero\n\nFixes: 1234567 ("Add")\n')).toBe(true);
    expect(says('Handle zero', 'Handle zero\n\nThis does not fix anything.\n')).toBe(false);
  });

  it('takes linear time on a hostile message', () => {
    const started = performance.now();
    says('fix'.repeat(400_000).replaceAll('fix', 'fi '), ' \n'.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
