import type { Command, CommanderError } from 'commander';
import { distance } from 'fastest-levenshtein';
import { UsageError } from './exit.ts';

/** Letters that may differ for a word to count as a slip of a known one. */
const SLIPS = 2;

/** A failure of Commander's in our words; its own suggestion stands in the message. */
export function usageErrorOf(error: CommanderError, program: Command, argv: readonly string[]): UsageError {
  const command = commandOf(program, argv);
  const words = wordsOf(command);
  if (error.code === 'commander.help') {
    const names = command.commands.map((sub) => sub.name());
    return new UsageError(
      `${words} needs a command`,
      `Use one of: ${names.map((name) => `${words} ${name}`).join(', ')}.`,
    );
  }
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new UsageError(message, mistyped(program, argv) ?? `${words} --help lists what it takes.`);
}

/** What was probably meant where the first word is nearly a command's name; `null` where it is one, or like none. */
export function mistyped(program: Command, [word]: readonly string[]): string | null {
  if (word === undefined || !/^[a-z-]+$/.test(word) || word.startsWith('-')) return null;
  const names = program.commands.map((command) => command.name());
  if (names.includes(word)) return null;
  const near = names.filter((name) => distance(name, word) <= SLIPS);
  return near.length === 0 ? null : `Did you mean: ${near.map((name) => `firebreak ${name}`).join(' or ')}?`;
}

/** A command as it is typed, from the program on. */
function wordsOf(command: Command): string {
  return command.parent === null ? 'firebreak' : `${wordsOf(command.parent)} ${command.name()}`;
}

/** The deepest command that the words name. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((sub) => sub.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command;
}
