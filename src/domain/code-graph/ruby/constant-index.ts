import type { FilePath } from '../../change/index.ts';
import { folderOf } from '../folder-path.ts';
import type { SourceTree } from '../model.ts';
import { candidateNames, underscore } from './constant-name.ts';

/** Most files that may declare a constant outside of the place that custom gives it: a reopened namespace says nothing. */
const DECLARER_LIMIT = 3;

/** Finds the files that a constant means. */
export class ConstantIndex {
  readonly #tree: SourceTree;
  /** Every declared name and every namespace around one. */
  readonly #known = new Set<string>();

  constructor(tree: SourceTree, isRuby: (path: FilePath) => boolean) {
    this.#tree = tree;
    for (const path of tree.paths) {
      if (!isRuby(path)) continue;
      for (const name of tree.scan(path)?.declares ?? []) this.#add(name);
    }
  }

  #add(name: string): void {
    for (let at = name.length; at > 0; at = name.lastIndexOf('::', at - 1)) {
      const known = name.slice(0, at);
      if (this.#known.has(known)) return;
      this.#known.add(known);
    }
  }

  /** By Ruby's lexical rule: the first class around that knows the first name decides. */
  files(from: FilePath, mention: string): readonly FilePath[] {
    const { name, prefixes } = candidateNames(mention);
    const first = name.split('::', 1)[0] ?? '';
    const prefix = prefixes.find((around) => this.#known.has(around + first));
    if (prefix === undefined) return [];
    for (let full = prefix + name; full.length > prefix.length; full = full.slice(0, full.lastIndexOf('::'))) {
      const files = this.#declarers(from, { name: full, isWhole: full === prefix + name });
      if (files.length > 0) return files;
      if (!full.includes('::')) break;
    }
    return [];
  }

  /** What is around a constant stands for it only where custom puts it: anyone may reopen a namespace. */
  #declarers(from: FilePath, { name, isWhole }: { name: string; isWhole: boolean }): readonly FilePath[] {
    const all = this.#tree.declaring(name).filter((path) => /\.(?:rb|rake|ru|thor)$/.test(path));
    const visible = isTest(from) ? all : all.filter((path) => !isTest(path));
    const custom = `${underscore(name)}.rb`;
    const placed = visible.filter((path) => path === custom || path.endsWith(`/${custom}`));
    const found = placed.length > 0 || !isWhole ? placed : visible;
    if (found.includes(from)) return [from];
    return found.length > DECLARER_LIMIT ? nearest(from, found) : found;
  }
}

/** Those of the part of the repository that `from` is in, if they are few. */
function nearest(from: FilePath, paths: readonly FilePath[]): readonly FilePath[] {
  for (let folder = folderOf(from); folder !== ''; folder = folderOf(folder)) {
    const inside = paths.filter((path) => path.startsWith(`${folder}/`));
    if (inside.length > 0) return inside.length > DECLARER_LIMIT ? [] : inside;
  }
  return [];
}

function isTest(path: FilePath): boolean {
  return /(?:^|\/)(?:spec|specs|test|tests|features)\//.test(path);
}
