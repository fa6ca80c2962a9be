import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Completion of command and option names, made from the commands themselves so that it cannot go stale. */
export function completionScript(shell: Shell, program: Command): string {
  const entries = entriesOf(program, []);
  if (shell === 'fish') return fish(entries);
  const bash = bashFunction(entries);
  return shell === 'zsh' ? `#compdef firebreak\nautoload -U +X bashcompinit && bashcompinit\n${bash}` : bash;
}

interface Entry {
  /** Command words, e.g. `provenance show`; empty for the program itself. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly next: readonly string[];
}

function entriesOf(command: Command, words: readonly string[]): readonly Entry[] {
  const own: Entry = {
    words,
    summary: command.summary(),
    next: [
      ...command.commands.map((sub) => sub.name()),
      ...[...command.options, ...globalOptions(command)].flatMap((option) => option.long ?? []),
      '--help',
    ],
  };
  return [own, ...command.commands.flatMap((sub) => entriesOf(sub, [...words, sub.name()]))];
}

/** Options of the commands above: they may stand behind any command. */
function globalOptions({ parent }: Command): readonly Option[] {
  return parent === null
    ? []
    : [...parent.options.filter(({ long }) => long !== '--version'), ...globalOptions(parent)];
}

function bashFunction(entries: readonly Entry[]): string {
  const cases = entries.map((entry) => `    '${entry.words.join(' ')}') words='${entry.next.join(' ')}' ;;`);
  return [
    '_firebreak() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" path="" word words="" i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    word="${COMP_WORDS[i]}"',
    '    [[ "$word" == -* ]] && continue',
    `    case "\${path:+$path }$word" in`,
    `      ${entries
      .filter((entry) => entry.words.length > 0)
      .map((entry) => `'${entry.words.join(' ')}'`)
      .join('|')}) path="\${path:+$path }$word" ;;`,
    '    esac',
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  [[ "$current" != -* ]] && COMPREPLY+=($(compgen -f -- "$current"))',
    '}',
    'complete -o filenames -F _firebreak firebreak',
    '',
  ].join('\n');
}

function fish(entries: readonly Entry[]): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  const lines = entries.flatMap((entry) => {
    const seen = entry.words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const condition = entry.words.length === 0 ? '__fish_use_subcommand' : seen;
    return entry.next.map((word) =>
      word.startsWith('--')
        ? `complete -c firebreak -n ${quote(condition)} -l ${word.slice(2)}`
        : `complete -c firebreak -n ${quote(condition)} -a ${word} -d ${quote(entries.find((other) => other.words.join(' ') === [...entry.words, word].join(' '))?.summary ?? '')}`,
    );
  });
  return `${lines.join('\n')}\n`;
}
