import type { FilePath } from '../../change/index.ts';
import type { Reference, Resolver, SourceTree } from '../model.ts';
import { Declarers } from '../named/declarer.ts';
import { FolderIndex } from '../named/folder-index.ts';
import { ResolvedList } from '../named/resolved-list.ts';
import { isComposerFile, type NameHead, readComposerFile } from './composer.ts';
import { OutsideClasses } from './external.ts';
import { IncludedFiles } from './included-file.ts';

/** Extensions of PHP's files. */
export const PHP_EXTENSIONS: readonly string[] = ['.php', '.inc', '.phtml', '.module'];

/**
 * Leads PHP's names to the files that declare them, and included paths to files. Of several that declare a class, the one counts
 * that Composer's autoloader would find, else those nearby. Calls lead to functions of the tree; others are the language's.
 */
export function phpResolver(tree: SourceTree): Resolver {
  const names = new PhpNames(tree);
  return (from, scan) => {
    const list = new ResolvedList(from);
    for (const reference of scan.references) names.reference({ reference, from, list });
    for (const name of scan.mentions) list.addFiles(names.functions(name, from), 'import');
    return list.all;
  };
}

class PhpNames {
  readonly #declarers: Declarers;
  readonly #included: IncludedFiles;
  readonly #outside: OutsideClasses;
  readonly #own: readonly NameHead[];

  constructor(tree: SourceTree) {
    const manifests = tree.paths.filter(isComposerFile);
    const names = manifests.map((path) => readComposerFile(path, tree.manifest(path) ?? ''));
    this.#declarers = new Declarers({ tree, extensions: PHP_EXTENSIONS, modules: new FolderIndex(manifests) });
    this.#included = new IncludedFiles(tree);
    this.#outside = new OutsideClasses(names);
    this.#own = names.flatMap(({ own }) => own);
  }

  reference({ reference, from, list }: { reference: Reference; from: FilePath; list: ResolvedList }): void {
    const { text, form } = reference;
    const space = text.indexOf(' ');
    const mark = space < 0 ? '' : text.slice(0, space);
    const name = text.slice(space + 1);
    if (mark === 'include') {
      list.add(this.#included.target(name, from), form);
      return;
    }
    const files =
      mark === 'function' ? this.functions(`${name}()`, from) : this.#declaring(mark === '' ? name : text, from);
    if (files.length > 0) list.addFiles(files, form);
    else if (!this.#declarers.has(`namespace ${name}`)) list.add(this.#outside.target(name), form);
  }

  /** Files of a function: in the namespace, else at the root. */
  functions(name: string, from: FilePath): readonly FilePath[] {
    const files = this.#declaring(name, from);
    return files.length > 0 || !name.includes('\\')
      ? files
      : this.#declaring(name.slice(name.lastIndexOf('\\') + 1), from);
  }

  #declaring(name: string, from: FilePath): readonly FilePath[] {
    const all = this.#declarers.all(name);
    if (all.length < 2) return all;
    if (all.includes(from)) return [from];
    const loaded = all.filter((path) => this.#own.some((head) => path === autoloaded(head, name)));
    return this.#declarers.nearest(loaded.length > 0 ? loaded : all, { from });
  }
}

/** Where the autoloader looks for a class; `null` where the head is another's. */
function autoloaded({ prefix, place }: NameHead, name: string): string | null {
  if (!name.startsWith(prefix)) return null;
  const rest = name.slice(prefix.length).replace(/^\\/, '').replaceAll('\\', '/');
  return place === '' ? `${rest}.php` : `${place}/${rest}.php`;
}
