import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a paper. */
export interface Block {
  /** The word behind the fence: `sh`, `console`, `yaml`, `json`. */
  readonly language: string;
  /** The file it stands for; empty where none is named. */
  readonly file: string;
  readonly lines: readonly string[];
  /** `FILE:LINE`, for messages. */
  readonly where: string;
}

/** A Markdown file of the project. */
export interface Paper {
  /** Path in the project. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its fenced blocks. */
  readonly prose: string;
}

/** Folders that hold nothing of ours. */
const FOREIGN = ['node_modules', 'dist', '.git', '.cache'];

/** Every Markdown file of the project, sorted by path. */
export function papers(): readonly Paper[] {
  return filesBelow('.')
    .filter((path) => path.endsWith('.md'))
    .map(paperAt);
}

/** Files below a folder of the project, as paths in the project, sorted. */
export function filesBelow(folder: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (FOREIGN.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else found.push(relative('.', path).split(sep).join('/'));
  }
  return found.sort();
}

/** Reads one paper. */
export function paperAt(path: string): Paper {
  return parsePaper(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** Cuts Markdown into blocks and prose; a fence that nobody closes goes on to the end. */
export function parsePaper(path: string, text: string): Paper {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { language: string; file: string; lines: string[]; where: string } | null = null;
  text.split('\n').forEach((line, at) => {
    const fence = /^```(\S*) ?(\S*)/.exec(line);
    if (open !== null) {
      if (fence !== null) {
        blocks.push(open);
        open = null;
      } else open.lines.push(line);
    } else if (fence !== null) {
      open = { language: fence[1] ?? '', file: fence[2] ?? '', lines: [], where: `${path}:${at + 1}` };
    } else prose.push(line);
  });
  if (open !== null) blocks.push(open);
  return { path, text, blocks, prose: prose.join('\n') };
}

/** One command of a `sh` or `console` block with what the paper says of it. */
export interface Example {
  /** `firebreak` or `git`. */
  readonly program: string;
  readonly argv: readonly string[];
  /** What a comment `# exit N` promises; 0 without one. */
  readonly exit: number;
  /** Printed lines of a `console` block; `...` stands for any number of lines. `null` in a `sh` block. */
  readonly output: readonly string[] | null;
  readonly where: string;
}

/** The commands of a block that are `firebreak` (however it is started) or `git`; other lines are left alone. */
export function examplesOf(block: Block): readonly Example[] {
  if (block.language !== 'sh' && block.language !== 'console') return [];
  const examples: { example: Example; output: string[] }[] = [];
  for (const line of joined(block.lines)) {
    const command = /^(?:\$ )?(\.\/script\/firebreak|firebreak|git)(?: (.*))?$/.exec(line);
    const shown = block.language === 'sh' || line.startsWith('$ ');
    if (command === null || !shown) {
      if (block.language === 'console') examples.at(-1)?.output.push(line);
      continue;
    }
    const rest = command[2] ?? '';
    const output: string[] = [];
    examples.push({
      output,
      example: {
        program: command[1] === 'git' ? 'git' : 'firebreak',
        argv: wordsOf(rest),
        exit: Number(/# exit (\d+)/.exec(rest)?.[1] ?? 0),
        output: block.language === 'console' ? output : null,
        where: `${block.where} ${line}`,
      },
    });
  }
  return examples.map(({ example }) => example);
}

/** Words of a shell line up to a comment, a redirection or a pipe; single and double quotes are understood. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(?:#|\||>|2>|<|&&)/.test(word)) break;
    words.push(word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''));
  }
  return words;
}

/** Lines with a trailing backslash go on in the next. */
function joined(lines: readonly string[]): readonly string[] {
  return lines
    .join('\n')
    .replaceAll(/ *\\\n */g, ' ')
    .split('\n');
}

/** Whether printed lines are as shown: `...` stands for any number of lines, times and blanks at line ends do not count. */
export function fits(shown: readonly string[], printed: string): boolean {
  const lines = plainLines(printed.split('\n'));
  const parts: string[][] = [[]];
  for (const line of plainLines(shown)) {
    if (line === '...') parts.push([]);
    else parts.at(-1)?.push(line);
  }
  let from = 0;
  return parts.every((part, index) => {
    if (part.length === 0) return true;
    const first = index === 0;
    const last = index === parts.length - 1;
    const end = last ? lines.length - part.length : lines.length;
    for (let at = last && !first ? Math.max(from, end) : from; at <= (first ? 0 : end); at += 1) {
      if (part.every((line, offset) => lines[at + offset] === line)) {
        from = at + part.length;
        return !last || from === lines.length;
      }
    }
    return false;
  });
}

function plainLines(lines: readonly string[]): readonly string[] {
  const plain = lines.map((line) => line.replace(/ · \d+(?:\.\d+)? s$/, ' · some s').trimEnd());
  while (plain.at(-1) === '') plain.pop();
  return plain;
}
