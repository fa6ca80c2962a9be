import type { Language } from '../../src/domain/code-graph/index.ts';

/** How a piece of code is changed. */
export interface Mutation {
  readonly name: string;
  /** Whether locals and literals get other names and values. */
  readonly renames: boolean;
  /** 0 to 1: the share of its statements that are deleted, replaced or have another inserted before them. */
  readonly edited: number;
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'as it is', renames: false, edited: 0 },
  { name: 'renamed', renames: true, edited: 0 },
  ...[0.1, 0.2, 0.3, 0.4].map((edited) => ({
    name: `renamed, ${edited * 100} % of statements edited`,
    renames: true,
    edited,
  })),
];

/** The lines with the mutation; `foreign` are statements of other files. Every draw comes from `random`. */
export function mutate(
  lines: readonly string[],
  given: {
    readonly mutation: Mutation;
    readonly language: Language;
    readonly foreign: readonly string[];
    readonly random: () => number;
  },
): string {
  const { mutation, random, foreign, language } = given;
  const edited =
    mutation.edited === 0 ? lines : editStatements(lines, { ...given, share: mutation.edited, foreign, random });
  const text = edited.join('\n');
  return mutation.renames ? rename(text, language, random) : text;
}

/** Lines that are one statement: no brace opens or closes there, and nothing hangs below. */
export function isStatement(line: string, next: string | undefined, language: Language): boolean {
  const text = line.trim();
  if (text === '' || /^(?:\/\/|#|\*|\/\*|@|else|elif|except|finally|case|default|end\b|"""|''')/.test(text))
    return false;
  if (language === 'python' || language === 'ruby') {
    const hangs = next !== undefined && indent(next) > indent(line);
    return !hangs && !/^(?:def|class|return\s*$)/.test(text) && balanced(text);
  }
  const isOpen = language === 'go' || language === 'kotlin' || language === 'javascript';
  const isClosed = text.endsWith(';') || (isOpen && /[\w)"'`\]]$/.test(text));
  return isClosed && !/[{}]/.test(text) && balanced(text) && !/^[.)\]]/.test(text);
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

function balanced(text: string): boolean {
  const count = (mark: RegExp) => text.match(mark)?.length ?? 0;
  return count(/[([]/g) === count(/[)\]]/g);
}

function editStatements(
  lines: readonly string[],
  given: { language: Language; share: number; foreign: readonly string[]; random: () => number },
): readonly string[] {
  const places = lines.flatMap((line, at) => (at > 0 && isStatement(line, lines[at + 1], given.language) ? [at] : []));
  const chosen = new Set(sample(places, Math.round(places.length * given.share), given.random));
  return lines.flatMap((line, at) => {
    if (!chosen.has(at)) return [line];
    const draw = given.random();
    if (draw < 1 / 3) return [];
    const other = given.foreign[Math.floor(given.random() * given.foreign.length)] ?? '';
    const fresh = line.slice(0, indent(line)) + other.trim();
    return draw < 2 / 3 ? [fresh] : [fresh, line];
  });
}

/** Without repetition, each as likely as any other. */
export function sample<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  const pool = [...items];
  for (let at = 0; at < Math.min(count, pool.length); at += 1) {
    const other = at + Math.floor(random() * (pool.length - at));
    [pool[at], pool[other]] = [pool[other] as T, pool[at] as T];
  }
  return pool.slice(0, count);
}

const WORD_OR_LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\b\d[\w.]*|[A-Za-z_$][\w$]*/g;

/** Names that begin small, are not called and are no member are local; each gets one other name throughout. */
function rename(text: string, language: Language, random: () => number): string {
  const names = new Map<string, string>();
  return text.replace(WORD_OR_LITERAL, (word, at: number) => {
    if (/^["']/.test(word)) return word.length > 3 ? `${word[0]}${Math.floor(random() * 1e6)}${word[0]}` : word;
    if (/^\d/.test(word)) return String(Math.floor(random() * 1000));
    const before = text.slice(Math.max(0, at - 3), at);
    const after = text.slice(at + word.length, at + word.length + 2);
    if (/^[A-Z]/.test(word) || RESERVED.has(word) || /^\s?[(!"']/.test(after) || /(?:\.|->|::)\s?$/.test(before))
      return word;
    // The name of a function or of a class stays: it is the API of others.
    if (/\b(?:fn|def|func|fun|function)\s+$/.test(text.slice(Math.max(0, at - 10), at))) return word;
    const dollar = language === 'php' && word.startsWith('$') ? '$' : '';
    const known = names.get(word) ?? `${dollar}v${names.size}${Math.floor(random() * 1000)}`;
    names.set(word, known);
    return known;
  });
}

/** Words of the languages; a word that is none of the language at hand stays, which makes the mutation milder by that. */
const RESERVED: ReadonlySet<string> = new Set(
  'abstract any as assert async await base bool boolean break byte case catch chan char class const continue crate debugger def default defer del delete do double dyn each elif else elsif end ensure enum except export extends extern false final finally float fn for foreach from fun func function global go goto if impl implements import in include inline instanceof int interface internal is lambda let lock long loop make map match mod module move mut namespace native new next nil None nonlocal not null or and object operator out override package params pass private protected pub public raise range readonly record redo ref register rescue retry return sealed select self Self set short signed sizeof static str string struct super suspend switch synchronized template then this throw throws trait transient true True False try type typedef typeof typename undef undefined union unless unsafe unsigned until use using val var virtual void volatile when where while with yield get init error append len cap copy panic recover int64 cls lateinit companion data open by constructor require puts proc echo isset unset empty array elseif global self parent print of declare foreach nullptr NULL auto constexpr noexcept foreach lateinit delegate event nameof sealed vararg'.split(
    ' ',
  ),
);
