import type { FilePath } from '../../change/index.ts';
import type { FileScan, Reference, Resolver, SourceTree, Target } from '../model.ts';
import { Declarers } from '../named/declarer.ts';
import { FolderIndex } from '../named/folder-index.ts';
import { ResolvedList } from '../named/resolved-list.ts';
import { folderOf } from '../path-text.ts';
import { type Coordinate, coordinatesOf, isJvmManifest, isModuleManifest, ownGroups } from './coordinate.ts';
import { OutsideNames } from './external.ts';
import { FacadeIndex } from './facade.ts';

/** Extensions of the languages that share the names of the JVM. */
export const JVM_EXTENSIONS: readonly string[] = ['.java', '.kt', '.kts'];

/**
 * Leads Java's and Kotlin's names to the files that declare them. An import counts, used or not; an import of a whole package
 * leads only to the files of those names that the text mentions, as does the file's own package.
 */
export function jvmResolver(tree: SourceTree): Resolver {
  const names = new JvmNames(tree);
  return (from, scan) => new FileResolution({ names, from, scan }).resolve();
}

/** What the whole tree knows about names. */
class JvmNames {
  readonly declarers: Declarers;
  readonly outside: OutsideNames;
  readonly #tree: SourceTree;
  #facades: FacadeIndex | null = null;

  constructor(tree: SourceTree) {
    const manifests = tree.paths.filter(isJvmManifest);
    this.#tree = tree;
    this.declarers = new Declarers({
      tree,
      extensions: JVM_EXTENSIONS,
      modules: new FolderIndex(manifests.filter(isModuleManifest)),
    });
    this.outside = new OutsideNames(foreignCoordinates(manifests, tree));
  }

  hasPackage(name: string): boolean {
    return this.declarers.has(`package ${name}`);
  }

  /** The file of a facade class such as `org.acme.TextKt`. */
  facade(name: string): FilePath | null {
    this.#facades ??= new FacadeIndex(this.#tree);
    return this.#facades.file(name);
  }

  /** Where a name leads that no file declares. */
  elsewhere(name: string, packageName: string): Target {
    const standard = this.outside.standard(name);
    if (standard !== null) return standard;
    return this.outside.dependency(name) ?? (this.#isNear(packageName) ? unresolved(name) : this.outside.guess(name));
  }

  /** Whether the tree has the package or the one above: what is missing there was probably generated or left out. */
  #isNear(packageName: string): boolean {
    if (this.hasPackage(packageName)) return true;
    const above = packageName.split('.').slice(0, -1);
    return above.length > 1 && this.hasPackage(above.join('.'));
  }
}

class FileResolution {
  readonly #names: JvmNames;
  readonly #from: FilePath;
  readonly #scan: FileScan;
  readonly #package: string;
  readonly #root: string | null;
  readonly #list: ResolvedList;
  /** Simple names that an import gives a meaning. */
  readonly #imported = new Set<string>();
  readonly #wildcards: string[] = [];

  constructor(given: { readonly names: JvmNames; readonly from: FilePath; readonly scan: FileScan }) {
    this.#names = given.names;
    this.#from = given.from;
    this.#scan = given.scan;
    this.#package = packageNameOf(given.scan);
    this.#root = sourceRootOf(given.from, this.#package);
    this.#list = new ResolvedList(given.from);
  }

  resolve() {
    for (const reference of this.#scan.references) this.#reference(reference);
    for (const name of this.#scan.mentions) this.#mention(name);
    return this.#list.all;
  }

  #reference({ text, form }: Reference): void {
    if (text.startsWith('module ')) {
      this.#module(text);
      return;
    }
    const { name, alias } = importedName(text);
    if (name.endsWith('.*')) {
      this.#wildcard(name.slice(0, -2));
      return;
    }
    this.#imported.add(alias ?? name.slice(name.lastIndexOf('.') + 1));
    const files = this.#lookup(name);
    if (files.length > 0) this.#list.addFiles(files, form);
    else this.#list.add(this.#names.elsewhere(name, parentOf(name)), form);
  }

  /** Modules of the platform and of other projects carry names of their own: `java.sql`. */
  #module(text: string): void {
    const files = this.#declaring(text);
    const name = text.slice('module '.length);
    if (files.length > 0) this.#list.addFiles(files, 'import');
    else if (/^(?:java|jdk)\./.test(name)) this.#list.add({ kind: 'standard', name }, 'import');
    else this.#list.add(this.#names.outside.dependency(`${name}.*`) ?? { kind: 'external', name }, 'import');
  }

  #wildcard(name: string): void {
    const types = this.#lookup(name, { members: 1 });
    if (types.length > 0) {
      this.#list.addFiles(types, 'import');
      return;
    }
    this.#wildcards.push(name);
    if (!this.#names.hasPackage(name)) this.#list.add(this.#names.elsewhere(`${name}.*`, name), 'import');
  }

  #mention(name: string): void {
    if (name.includes('.', 1)) {
      this.#qualified(name);
      return;
    }
    // `.name` is a member's call: an extension function, which is imported by its name alone.
    if (this.#imported.has(name.startsWith('.') ? name.slice(1) : name)) return;
    for (const packageName of [this.#package, ...this.#wildcards]) {
      const files = this.#declaring(joined(packageName, name));
      if (files.length > 0) {
        this.#list.addFiles(files, 'import');
        return;
      }
      const facade = name.endsWith('Kt') ? this.#names.facade(joined(packageName, name)) : null;
      if (facade !== null) {
        this.#list.addFiles([facade], 'import');
        return;
      }
    }
  }

  /** A full name in the code; a chain of fields looks the same, so only what is surely a package counts as outside. */
  #qualified(name: string): void {
    const files = this.#lookup(name, { members: 0 });
    if (files.length > 0) {
      this.#list.addFiles(files, 'import');
      return;
    }
    if (!PACKAGE_HEAD.test(name)) return;
    this.#list.add(this.#names.elsewhere(name, parentOf(name)), 'import');
  }

  /** Files of the longest part of the name that some file declares: what is behind a type is its member. */
  #lookup(name: string, { members = MEMBER_LIMIT } = {}): readonly FilePath[] {
    let at = name;
    for (let cut = 0; cut <= members && at.includes('.'); cut += 1) {
      const files = this.#declaring(at);
      if (files.length > 0) return files;
      const facade = at.endsWith('Kt') ? this.#names.facade(at) : null;
      if (facade !== null) return [facade];
      at = parentOf(at);
    }
    return [];
  }

  #declaring(name: string): readonly FilePath[] {
    return this.#names.declarers.of(name, { from: this.#from, root: this.#root });
  }
}

/** `org.acme.Outer.Inner.CONSTANT`: types nest, and a member comes last. */
const MEMBER_LIMIT = 3;

/** First segments under which packages of the JVM live (reversed domains and the platform's own). */
const PACKAGE_HEAD =
  /^(?:com|org|net|io|edu|gov|dev|java|javax|jakarta|jdk|sun|kotlin|kotlinx|android|androidx|scala)\.[a-z]/;

/** What the manifests depend on, without the modules of the tree itself. */
function foreignCoordinates(manifests: readonly FilePath[], tree: SourceTree): readonly Coordinate[] {
  const texts = manifests.map((path) => ({ path, text: tree.manifest(path) ?? '' }));
  const own = new Set(texts.flatMap(({ path, text }) => ownGroups(path, text)));
  return texts.flatMap(({ path, text }) => coordinatesOf(path, text)).filter(({ group }) => !own.has(group));
}

function unresolved(text: string): Target {
  return { kind: 'unresolved', text };
}

/** `static a.b.C.d`, `a.b.C as D`, `a.b.C`. */
function importedName(text: string): { name: string; alias: string | null } {
  const [name = '', alias] = text.replace(/^static /, '').split(' as ');
  return { name, alias: alias ?? null };
}

function packageNameOf(scan: FileScan): string {
  return scan.declares.find((name) => name.startsWith('package '))?.slice('package '.length) ?? '';
}

/** `src/main/java/` for `org.acme` in `src/main/java/org/acme/Shop.java`; Kotlin may leave out the packages in common. */
function sourceRootOf(path: FilePath, packageName: string): string | null {
  const folder = `/${folderOf(path)}`;
  const suffix = `/${packageName.replaceAll('.', '/')}`;
  if (packageName === '' || !folder.endsWith(suffix)) return null;
  const root = folder.slice(1, folder.length - suffix.length);
  return root === '' ? null : `${root}/`;
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function joined(packageName: string, name: string): string {
  return packageName === '' ? name : `${packageName}.${name}`;
}
