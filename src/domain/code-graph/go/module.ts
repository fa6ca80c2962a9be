import { folderOf, joinFolder } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';

/** One module of the repository (a folder with a `go.mod`; https://go.dev/ref/mod#go-mod-file). */
export interface GoModule {
  /** Without a slash at its end; empty for the root. */
  readonly folder: string;
  readonly path: string;
  /** Module paths that `replace` leads to folders of this repository. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Module paths it requires, longest first. */
  readonly required: readonly string[];
}

/** The modules of a tree, those of deeper folders first; vendored copies are no modules of the repository. */
export function readModules(tree: SourceTree): readonly GoModule[] {
  const found: GoModule[] = [];
  for (const path of tree.paths) {
    if (!isNamed(path, 'go.mod') || /(?:^|\/)(?:vendor|testdata)\//.test(path)) continue;
    const text = tree.manifest(path);
    if (text !== null) found.push(readModule(folderOf(path), text));
  }
  return found.sort((a, b) => b.folder.length - a.folder.length);
}

/** Folders that `go.work` files put into one workspace. */
export function readWorkspace(tree: SourceTree): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of tree.paths) {
    if (!isNamed(path, 'go.work') || /(?:^|\/)vendor\//.test(path)) continue;
    for (const { verb, words } of directives(tree.manifest(path) ?? '')) {
      const used = verb === 'use' ? joinFolder(folderOf(path), words[0] ?? '') : null;
      if (used !== null) found.add(used);
    }
  }
  return found;
}

function isNamed(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

function readModule(folder: string, text: string): GoModule {
  let path = '';
  const replaced = new Map<string, string>();
  const required: string[] = [];
  for (const { verb, words } of directives(text)) {
    const [first = ''] = words;
    if (verb === 'module') path = first;
    else if (verb === 'require') required.push(first);
    else if (verb === 'replace') {
      const target = words[words.indexOf('=>') + 1] ?? '';
      const to = /^\.\.?(?:\/|$)/.test(target) ? joinFolder(folder, target) : null;
      if (to !== null) replaced.set(first, to);
    }
  }
  return { folder, path, replaced, required: required.sort((a, b) => b.length - a.length) };
}

/** `verb words...` and `verb ( words... )`, one a line, comments left out. */
function* directives(text: string): Generator<{ verb: string; words: readonly string[] }> {
  let group = '';
  for (const line of text.split('\n')) {
    const words = (line.split('//', 1)[0] ?? '').match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/^"|"$/g, '')) ?? [];
    const [verb = ''] = words;
    if (group !== '' && verb === ')') group = '';
    else if (words[1] === '(') group = verb;
    else if (group !== '') yield { verb: group, words };
    else if (verb !== '') yield { verb, words: words.slice(1) };
  }
}
