import type { FilePath } from '../../change/index.ts';
import type { FileScan, ReferenceForm, ResolvedReference, Resolver, SourceTree, Target } from '../model.ts';
import { Declarers } from '../named/declarer.ts';
import { ResolvedList } from '../named/resolved-list.ts';
import { OutsideNamespaces } from './external.ts';
import { ProjectIndex } from './project-index.ts';

/** Extensions of C#'s files. */
export const CSHARP_EXTENSIONS: readonly string[] = ['.cs'];

/**
 * Leads C#'s names to the files that declare them. A `using` of a namespace of the tree makes no edge by itself: an edge goes to
 * each file that declares a type or an extension method that the text mentions, seen from its namespaces and its usings, in a
 * project that the file's project refers to. A partial type leads to all its files.
 */
export function csharpResolver(tree: SourceTree): Resolver {
  const names = new CSharpNames(tree);
  return (from, scan) => new FileResolution({ names, from, scan }).resolve();
}

/** What the whole tree knows about names. */
class CSharpNames {
  readonly projects: ProjectIndex;
  readonly outside: OutsideNamespaces;
  readonly #declarers: Declarers;
  readonly #globals: ReadonlyMap<string | null, readonly string[]>;

  constructor(tree: SourceTree) {
    this.projects = new ProjectIndex(tree);
    this.outside = new OutsideNamespaces(this.projects.packages);
    this.#declarers = new Declarers({ tree, extensions: CSHARP_EXTENSIONS, modules: this.projects.folders });
    this.#globals = globalUsings(tree, this.projects);
  }

  /** Files that declare the name and that `from` can see, itself included. */
  declaring(name: string, from: FilePath): readonly FilePath[] {
    const seen = this.#declarers.all(name).filter((path) => this.projects.sees(from, path));
    return this.#declarers.nearest(withoutListings(seen), { from });
  }

  hasNamespace(name: string): boolean {
    return this.#declarers.has(`namespace ${name}`);
  }

  /** What the project imports into each of its files. */
  globals(from: FilePath): readonly string[] {
    return [...(this.#globals.get(this.projects.folders.nearest(from)) ?? []), ...this.projects.usings(from)];
  }

  /** Where a namespace or a full name leads that the tree does not declare. */
  elsewhere(name: string): Target {
    const known = this.outside.known(name);
    if (known !== null) return known;
    const above = name.split('.').slice(0, -1).join('.');
    // `Microsoft` alone is everybody's.
    const isNear = above !== '' && above !== 'Microsoft' && this.hasNamespace(above);
    return isNear ? { kind: 'unresolved', text: name } : this.outside.guess(name);
  }
}

class FileResolution {
  readonly #names: CSharpNames;
  readonly #from: FilePath;
  readonly #scan: FileScan;
  readonly #list: ResolvedList;
  /** Namespaces around the file's code, the innermost first, the global one (empty) last. */
  readonly #around: readonly string[];
  readonly #usings: string[] = [];
  readonly #aliases = new Set<string>();

  constructor(given: { readonly names: CSharpNames; readonly from: FilePath; readonly scan: FileScan }) {
    this.#names = given.names;
    this.#from = given.from;
    this.#scan = given.scan;
    this.#list = new ResolvedList(given.from);
    this.#around = namespacesAround(given.scan);
  }

  resolve(): readonly ResolvedReference[] {
    for (const { text, form } of this.#scan.references) this.#using(text, form);
    for (const text of this.#names.globals(this.#from)) this.#takeUsing(text);
    const parts = isListing(this.#from) ? [] : this.#scan.declares.filter(isTypeName);
    for (const name of parts) this.#list.addFiles(this.#declaring(name), 'import');
    for (const name of this.#scan.mentions) this.#mention(name);
    return this.#list.all;
  }

  /** A using of the file itself: what it names is a reference, found or not. */
  #using(text: string, form: ReferenceForm): void {
    const { name, isNamespace } = this.#takeUsing(text);
    if (isNamespace) return;
    const files = this.#qualified(name);
    if (files.length > 0) this.#list.addFiles(files, form);
    else this.#list.add(this.#names.elsewhere(name), form);
  }

  /** Remembers what the using brings into sight. */
  #takeUsing(text: string): { readonly name: string; readonly isNamespace: boolean } {
    const [name = '', alias] = text.replace(/^(?:global )?(?:static )?/, '').split(' as ');
    if (alias !== undefined) this.#aliases.add(alias);
    const namespaces = this.#around
      .map((around) => joined(around, name))
      .filter((full) => this.#names.hasNamespace(full));
    // Types of a namespace come into sight, and for `using static` the extension methods of a type.
    if (alias === undefined) this.#usings.push(...(namespaces.length > 0 ? namespaces.slice(0, 1) : [name]));
    return { name, isNamespace: namespaces.length > 0 };
  }

  #mention(name: string): void {
    if (name.startsWith('.')) this.#extension(name);
    else if (name.includes('.')) this.#chain(name);
    else if (!this.#aliases.has(name)) this.#list.addFiles(this.#simple(name), 'import');
  }

  /** `.Method`: each namespace in sight may extend. */
  #extension(name: string): void {
    for (const namespace of new Set([...this.#around, ...this.#usings])) {
      this.#list.addFiles(this.#declaring(namespace === '' ? name : `${namespace}.${name}`), 'import');
    }
  }

  /** The nearest namespace around that has the type; else all that the usings bring. */
  #simple(name: string): readonly FilePath[] {
    for (const around of this.#around) {
      const files = this.#declaring(joined(around, name));
      if (files.length > 0) return files;
    }
    return this.#usings.flatMap((namespace) => this.#declaring(`${namespace}.${name}`));
  }

  /** `A.B.C`: where `A` is no type in sight, it may start with a namespace. */
  #chain(name: string): void {
    const first = name.slice(0, name.indexOf('.'));
    if (this.#aliases.has(first) || this.#simple(first).length > 0) return;
    this.#list.addFiles(this.#qualified(name), 'import');
  }

  /** The longest part of a dotted name that is a type, from the namespaces around or from the root. */
  #qualified(name: string): readonly FilePath[] {
    for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      for (const around of this.#around) {
        const files = this.#declaring(joined(around, at));
        if (files.length > 0) return files;
      }
    }
    return [];
  }

  #declaring(name: string): readonly FilePath[] {
    return this.#names.declaring(name, this.#from);
  }
}

function namespacesAround(scan: FileScan): readonly string[] {
  const declared = scan.declares
    .filter((name) => name.startsWith(NAMESPACE))
    .map((name) => name.slice(NAMESPACE.length));
  return [...declared.sort((a, b) => b.length - a.length), ''];
}

const NAMESPACE = 'namespace ';

function isTypeName(name: string): boolean {
  return !name.startsWith(NAMESPACE) && !name.includes('..') && !name.startsWith('.');
}

function joined(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** A project may keep a listing of its public names beside them, `api/Shop.cs` or `ref/Shop.cs`: nothing is built from it. */
function withoutListings(files: readonly FilePath[]): readonly FilePath[] {
  if (files.length < 2) return files;
  const sources = files.filter((path) => !isListing(path));
  return sources.length === 0 ? files : sources;
}

function isListing(path: FilePath): boolean {
  return /(?:^|\/)(?:api|ref)\/[^/]+\.cs$/.test(path);
}

function globalUsings(tree: SourceTree, projects: ProjectIndex): ReadonlyMap<string | null, readonly string[]> {
  const found = new Map<string | null, string[]>();
  for (const path of tree.paths) {
    if (!path.endsWith('.cs')) continue;
    for (const { text } of tree.scan(path)?.references ?? []) {
      if (!text.startsWith('global ')) continue;
      const project = projects.folders.nearest(path);
      found.set(project, [...(found.get(project) ?? []), text]);
    }
  }
  return found;
}
