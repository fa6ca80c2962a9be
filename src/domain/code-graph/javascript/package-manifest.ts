import { membersOf, parseJsonText, stringsOf } from './json-text.ts';

/** What resolution needs of one `package.json`. */
export interface PackageManifest {
  readonly folder: string;
  readonly name: string | null;
  /** Files that stand for the package where it has no `exports`, best first. */
  readonly entries: readonly string[];
  /** As written; `null` where it has none. */
  readonly exports: unknown;
  readonly imports: Readonly<Record<string, unknown>>;
  /** Patterns of folders with packages that belong to it. */
  readonly workspaces: readonly string[];
  /** Version or place by name, of all kinds of dependencies together. */
  readonly dependencies: ReadonlyMap<string, string>;
}

/** Reads a manifest; what is malformed counts as absent. */
export function parseManifest(folder: string, text: string): PackageManifest {
  const data = membersOf(parseJsonText(text));
  const { name, workspaces } = data;
  return {
    folder,
    name: typeof name === 'string' && name !== '' ? name : null,
    entries: ENTRY_FIELDS.flatMap((field) => stringsOf(data[field]).slice(0, 1)),
    exports: data['exports'] ?? null,
    imports: membersOf(data['imports']),
    workspaces: stringsOf(Array.isArray(workspaces) ? workspaces : (membersOf(workspaces)['packages'] ?? [])),
    dependencies: new Map(
      DEPENDENCY_FIELDS.flatMap((field) =>
        Object.entries(membersOf(data[field])).flatMap(([dependency, at]) =>
          typeof at === 'string' ? [[dependency, at] as const] : [],
        ),
      ),
    ),
  };
}

/** The `packages` of a `pnpm-workspace.yaml`: a list of plain or quoted strings, one a line or between brackets. */
export function parsePnpmWorkspace(text: string): readonly string[] {
  const patterns: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const inline = /^packages:\s{0,9}\[([^\]]*)\]/.exec(line);
    if (inline !== null) return (inline[1] ?? '').split(',').map(unquoted).filter(isPattern);
    if (/^\S/.test(line) && !line.startsWith('-') && !line.startsWith('#'))
      inside = /^packages:\s{0,9}(?:#|$)/.test(line);
    const item = inside ? /^\s{0,99}-\s{1,9}(\S.*)$/.exec(line) : null;
    if (item !== null) patterns.push(unquoted(item[1] ?? ''));
  }
  return patterns.filter(isPattern);
}

function unquoted(text: string): string {
  const bare = text.trim();
  const quote = /^(["'])(.*?)\1/.exec(bare);
  return quote?.[2] ?? bare.replace(/\s#.*$/, '').trim();
}

function isPattern(text: string): boolean {
  return text !== '';
}

const ENTRY_FIELDS = ['source', 'module', 'main', 'browser', 'types', 'typings', 'svelte'];
const DEPENDENCY_FIELDS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'];
