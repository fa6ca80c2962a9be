import { plain } from './plain.ts';

/** Words that a POSIX shell takes as they are. */
const BARE = /^[\w@%+=:,./-]+$/;

/**
 * Writes a command so that it can be pasted into bash or zsh: words are quoted where they must be, and characters that
 * act are written in `$'…'` form, so the pasted words are exactly `argv`. A path byte that was not UTF-8, shown as
 * `\xff`, is restored by the shell only if the caller passes it as U+DCFF.
 */
export function shellCommand(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  if (BARE.test(word)) return word;
  if (plain(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  let quoted = '';
  for (const character of word) quoted += ansiC(character);
  return `$'${quoted}'`;
}

function ansiC(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "'" || character === '\\') return `\\${character}`;
  // Broken up so that a CI runner finds no `##[` in its log.
  if (character === '#') return '\\x23';
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (plain(character) === character) return character;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
