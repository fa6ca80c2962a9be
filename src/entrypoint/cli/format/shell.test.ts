import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTING } from '../../../../test/format/acting.ts';
import { hostileText } from '../../../../test/format/arbitrary.ts';
import { shellCommand } from './shell.ts';

const hasBash = spawnSync('bash', ['-c', 'exit 0']).status === 0;

describe('shell command', () => {
  it('leaves plain words bare and quotes the others', () => {
    expect(shellCommand(['firebreak', 'explain', "it's", 'a b', '$(x)', ''])).toBe(
      "firebreak explain 'it'\\''s' 'a b' '$(x)' ''",
    );
  });

  it.skipIf(!hasBash)('gives bash exactly the words (skipped where bash is not installed)', () => {
    const words = fc.sample(
      hostileText.map((text) => text.replace(/[\p{Cs}\0]/gu, '')),
      { numRuns: 120, seed: 11 },
    );
    const command = shellCommand(words);
    expect(ACTING.exec(command)).toBeNull();
    const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${command}`], { env: { LC_ALL: 'C.UTF-8' } });
    expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(words);
  });

  it('writes a path byte that is not UTF-8 as that byte', () => {
    expect(shellCommand(['a\udcff'])).toBe("$'a\\xff'");
  });
});
