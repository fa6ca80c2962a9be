import { TOOL_TABLE, type ToolRow } from './tool-table.ts';

/** First names and common words: with a personal mail beside them they mean a person or something else, not the tool. */
const AMBIGUOUS_ALIASES: ReadonlySet<string> = new Set([
  'claude',
  'devin',
  'jules',
  'gemini',
  'amp',
  'pi',
  'goose',
  'roo',
  'kiro',
  'cline',
  'cursor',
  'droid',
  'factory',
  'entire',
  'continue',
  'sweep',
  'codegen',
  'cascade',
  'grok',
  'codex',
  'aider',
  'junie',
  'v0',
  'sourcery',
  'replit',
]);

const BY_ALIAS: ReadonlyMap<string, ToolRow> = new Map(
  TOOL_TABLE.flatMap((row) => row.aliases.map((alias) => [alias, row] as const)),
);

/** Longest alias in words: bounds how far a prefix is looked for. */
const ALIAS_WORDS = 4;

/** A vendor (optional), a model family, a size word (optional), then a digit: `gpt-5.5`, `Claude Opus 4.6`, `o3`. */
const MODEL =
  /^(?:(?:openai|anthropic|google|meta|xai|amazon|github|azure)[ /-])?(?:gpt|chatgpt|o(?=\d)|claude|opus|sonnet|haiku|fable|gemini|gemma|llama|mistral|codestral|devstral|qwen|deepseek|grok|kimi|glm|minimax|composer|swe)[ -]?(?:(?:opus|sonnet|haiku|fable|instant|pro|flash|ultra|coder|large|small|mini|max|turbo|k|m|r|v)[ -]?)?\d/i;
const MODEL_NAME = /^(?:claude[ -])?(?:opus|sonnet|haiku|fable)$/i;

/** Whether the text names a model of a known family; never decides on a bare first name. */
export function looksLikeModel(text: string): boolean {
  return MODEL.test(text) || MODEL_NAME.test(text);
}

/** The row whose alias the text is, whatever its case and whether words are joined by blanks, `-` or `_`. */
export function toolByAlias(text: string): ToolRow | null {
  return BY_ALIAS.get(aliasOf(text)) ?? null;
}

/** The row of a canonical name or an alias: for what our own user says, where a bare `Cody` means the tool. */
export function toolByName(text: string): ToolRow | null {
  const name = text.trim().toLowerCase();
  return TOOL_TABLE.find((row) => row.name.toLowerCase() === name) ?? toolByAlias(text);
}

/** {@link toolByAlias}, but not for first names and common words. */
export function toolByUnambiguousAlias(text: string): ToolRow | null {
  return AMBIGUOUS_ALIASES.has(aliasOf(text)) ? null : toolByAlias(text);
}

/** The row whose alias the first words are (longest first), with what follows; `null` where there is none. */
export function toolByPrefix(text: string): { readonly row: ToolRow; readonly rest: string } | null {
  const words = text.split(/\s+/, ALIAS_WORDS + 1);
  for (let count = Math.min(words.length, ALIAS_WORDS); count > 0; count -= 1) {
    const row = toolByAlias(words.slice(0, count).join(' '));
    if (row !== null) return { row, rest: afterWords(text, count) };
  }
  return null;
}

function aliasOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

function afterWords(text: string, count: number): string {
  const words = text.trim().split(/\s+/);
  return words.slice(count).join(' ');
}
