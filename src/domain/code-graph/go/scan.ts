import { maskWith } from '../mask.ts';
import { blockComment, characterLiteral, lineComment, quoted } from '../mask-reader.ts';
import type { FileScan, Reference } from '../model.ts';
import { readDeclarations } from './declaration.ts';
import { type GoImport, readHead } from './head.ts';
import { readMentions } from './mention.ts';

/** How `declares` tells the package clause from the names beside it. */
export const PACKAGE_MARK = 'package ';
/** How `references` tells a file that is compiled into the program, or read by its C compiler, from an import. */
export const EMBED_MARK = 'embed ';
export const INCLUDE_MARK = 'include ';

/**
 * What a Go file says by itself. `references` are imports as written without quotes (`yaml gopkg.in/yaml.v3`), embedded
 * patterns and the headers of cgo; `declares` the package clause, names and `Type.Method`; `mentions` are `Name`,
 * `json.Name` of an import and `.Name` of a value.
 */
export function scanGo(text: string): FileScan {
  const masked = maskGo(text);
  const head = readHead(masked);
  const declared = readDeclarations(masked.code, head.end);
  const isQualifier = qualifierTest(head.imports);
  const mentions = readMentions(masked.code, { from: head.end, isQualifier });
  const names = [...mentions.names].filter((name) => name.length > 1 && !declared.has(name));
  return {
    references: references(text, head.imports),
    declares: [PACKAGE_MARK + head.packageName, ...declared],
    mentions: [...names, ...mentions.qualified, ...mentions.selected],
    computed: false,
    generated: GENERATED.test(text.slice(0, HEAD_LIMIT)),
  };
}

/** https://go.dev/s/generatedcode */
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;
/** Licence headers come before the mark of a generator. */
const HEAD_LIMIT = 8192;

const maskGo = maskWith([
  lineComment('//'),
  blockComment('/*', '*/'),
  quoted({ open: '"' }),
  quoted({ open: '`', escaping: 'none', multiline: true }),
  characterLiteral(),
]);

function references(text: string, imports: readonly GoImport[]): readonly Reference[] {
  const found = new Set<string>();
  for (const { alias, path } of imports) found.add(alias === '' ? path : `${alias} ${path}`);
  if (imports.some(({ path }) => path === 'embed')) {
    for (const match of text.matchAll(EMBED)) {
      for (const pattern of (match[1] ?? '').match(EMBED_PATTERN) ?? []) {
        found.add(EMBED_MARK + pattern.replace(/^["`]|["`]$/g, '').replace(/^all:/, ''));
      }
    }
  }
  const cgo = imports.some(({ path }) => path === 'C') ? text.search(/^import "C"/m) : -1;
  // The C code of cgo is the comment directly before its import: what includes stand there are of this file.
  if (cgo > 0) for (const match of text.slice(0, cgo).matchAll(INCLUDE)) found.add(INCLUDE_MARK + match[1]);
  return [...found].map((name) => ({ text: name, form: 'import' }));
}

const EMBED = /^\/\/go:embed[ \t]+(.+)$/gm;
const EMBED_PATTERN = /"[^"]+"|`[^`]+`|\S+/g;
const INCLUDE = /^[ \t/*]*#[ \t]*include[ \t]*"([^"\n]+)"/gm;

/** Whether a name before a dot may mean an import: its alias, or part of the last two segments of its path. */
function qualifierTest(imports: readonly GoImport[]): (name: string) => boolean {
  const aliases = new Set(imports.map(({ alias }) => alias));
  const tails = imports.filter(({ alias }) => alias === '').map(({ path }) => lastSegments(path));
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const is = aliases.has(name) || tails.some((tail) => tail.includes(name));
    known.set(name, is);
    return is;
  };
}

function lastSegments(path: string): string {
  const last = path.lastIndexOf('/');
  return path.slice(path.lastIndexOf('/', last - 1) + 1);
}
