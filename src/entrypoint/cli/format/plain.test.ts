import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTING } from '../../../../test/format/acting.ts';
import { hostileText } from '../../../../test/format/arbitrary.ts';
import { excerpt, plain, withoutRunnerCommands } from './plain.ts';

describe('plain text', () => {
  it('shows what would act as an escape', () => {
    expect(plain('a\u001b[2Jb\nc\u200bd\ud800')).toBe('a\\x1b[2Jb\\nc\\u{200b}d\\u{d800}');
  });

  it('leaves words of any script as they are', () => {
    const text = 'Größe, 日本語, العربية, 🧯 — “quoted”';
    expect(plain(text)).toBe(text);
  });

  it('holds no line break and nothing that acts, and is the same when done twice', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = plain(text);
        expect(ACTING.exec(shown)).toBeNull();
        expect(shown).not.toContain('\n');
        expect(plain(shown)).toBe(shown);
      }),
    );
  });

  it('breaks logging commands that runners find anywhere in a line', () => {
    expect(plain('x ##[add-mask]e ##vso[a]b')).toBe('x #\\#[add-mask]e #\\#vso[a]b');
    expect(plain('## heading')).toBe('## heading');
    expect(withoutRunnerCommands('a ::b\n  ::add-mask::x\n')).toBe('a ::b\n  \\::add-mask::x\n');
  });

  it('cuts at a number of characters and says so', () => {
    expect(excerpt('abcdef', 4)).toBe('abc…');
    expect(excerpt('abcd', 4)).toBe('abcd');
    expect(Array.from(excerpt('🧯'.repeat(9), 5))).toHaveLength(5);
  });
});
