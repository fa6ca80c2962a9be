import type { FilePath } from '../../change/index.ts';
import type { SourceTree } from '../model.ts';
import type { RustModule, RustWorld } from './crate.ts';
import { INCLUDE_MARK, MODULE_MARK } from './scan.ts';

/** What a path means. */
export type RustPlace =
  | { readonly kind: 'module'; readonly module: RustModule }
  | { readonly kind: 'item'; readonly file: FilePath }
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'standard'; readonly name: string };

/** Most uses of one name in one file that are tried. */
const USE_LIMIT = 32;
/** Most questions of one query: they nest, and a chain as long as this was made to be one. */
const ASK_LIMIT = 1000;

const STANDARD: ReadonlySet<string> = new Set(['std', 'core', 'alloc', 'proc_macro', 'test']);

interface ModuleScope {
  readonly items: ReadonlySet<string>;
  /** By the name under which a use is known here; several where functions or inline modules have their own. */
  readonly uses: ReadonlyMap<string, readonly RustUse[]>;
  readonly globs: readonly RustUse[];
}

interface RustUse {
  readonly segments: readonly string[];
  /** Whether other modules see it too. */
  readonly handedOn: boolean;
}

/** Questions of one query that were asked: a name that leads back to itself means nothing, and none is asked twice. */
type Asked = Set<string>;

/** Finds what paths mean, through modules, re-exports and globs, down to the file that declares the item. */
export class RustLookup {
  readonly #tree: SourceTree;
  readonly #world: RustWorld;
  readonly #scopes = new Map<FilePath, ModuleScope>();
  readonly #known = new Map<string, RustPlace | null>();
  readonly #numbers = new Map<RustModule, number>();

  constructor(tree: SourceTree, world: RustWorld) {
    this.#tree = tree;
    this.#world = world;
  }

  /** What a path written in a module means; `null` where its head is unknown. */
  path(from: RustModule, segments: readonly string[], asked: Asked = new Set()): RustPlace | null {
    let index = 1;
    let place: RustPlace | null = { kind: 'module', module: from };
    const [head = ''] = segments;
    if (head === 'crate' || head === '$crate') place = { kind: 'module', module: from.crate.root };
    else if (head === '') {
      place = this.#crate(from, segments[1] ?? '');
      index = 2;
    } else if (head === 'super') index = 0;
    else if (head !== 'self') {
      place = this.name({ module: from, name: head, viewer: from }, asked) ?? this.#crate(from, head);
    }
    for (; segments[index] === 'super'; index += 1) {
      const parent: RustModule | null = place?.kind === 'module' ? place.module.parent : null;
      place = parent === null ? null : { kind: 'module', module: parent };
    }
    if (place === null) return null;
    for (const segment of segments.slice(index)) {
      if (place.kind !== 'module' || segment === '*') return place;
      const module: RustModule = place.module;
      place = this.name({ module, name: segment, viewer: from }, asked) ?? this.#exportedMacro(module, segment);
      // An item that a macro makes: the module is the place.
      if (place === null) return { kind: 'item', file: module.file };
    }
    return place;
  }

  /** What a simple name means in a module, seen from another: its private imports are for itself and what is inside. */
  name(given: { module: RustModule; name: string; viewer: RustModule }, asked: Asked = new Set()): RustPlace | null {
    const { module, name } = given;
    const inside = isInside(given.viewer, module);
    const key = `${inside ? '' : '^'}${this.#number(module)} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (asked.has(key) || asked.size > ASK_LIMIT) return null;
    const isFirst = asked.size === 0;
    asked.add(key);
    const found = this.#find({ module, name, inside }, asked);
    // Further down, "nothing" may only mean that the question is being asked already.
    if (isFirst || found !== null) this.#known.set(key, found);
    return found;
  }

  #find(given: { module: RustModule; name: string; inside: boolean }, asked: Asked): RustPlace | null {
    const { module, name, inside } = given;
    const child = module.children.get(name);
    if (child !== undefined) return { kind: 'module', module: child };
    const scope = this.#scope(module.file);
    if (scope.items.has(name) || scope.items.has(`${name}!`)) return { kind: 'item', file: module.file };
    for (const use of scope.uses.get(name) ?? []) {
      const direct = inside || use.handedOn ? this.path(module, use.segments, asked) : null;
      if (direct !== null) return direct;
    }
    for (const glob of scope.globs) {
      if (!inside && !glob.handedOn) continue;
      const from = this.path(module, glob.segments, asked);
      if (from?.kind !== 'module' || from.module === module) continue;
      const found = this.name({ module: from.module, name, viewer: module }, asked);
      if (found !== null) return found;
    }
    return null;
  }

  #number(module: RustModule): number {
    const known = this.#numbers.get(module);
    if (known !== undefined) return known;
    this.#numbers.set(module, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #crate(from: RustModule, name: string): RustPlace | null {
    // `extern crate a as b` at the root gives the whole crate the name.
    const renamed = this.#scope(from.crate.root.file).uses.get(name)?.[0]?.segments;
    const real = renamed?.length === 2 && renamed[0] === '' ? (renamed[1] ?? name) : name;
    const found = this.#world.dependency(from.crate.package, real);
    if (found === null) return STANDARD.has(real) ? { kind: 'standard', name: real } : null;
    return typeof found === 'string' ? { kind: 'external', name: found } : { kind: 'module', module: found.root };
  }

  /** `#[macro_export]` puts a macro at the root of its crate, wherever it stands. */
  #exportedMacro(root: RustModule, name: string): RustPlace | null {
    if (root.parent !== null) return null;
    const [file] = this.macros(root, name);
    return file === undefined ? null : { kind: 'item', file };
  }

  /** Files of a module's crate that declare a macro. */
  macros(module: RustModule, name: string): readonly FilePath[] {
    return this.#tree
      .declaring(`${name}!`)
      .filter((file) => file.endsWith('.rs') && this.#world.moduleOf(file).crate.package === module.crate.package);
  }

  #scope(file: FilePath): ModuleScope {
    const before = this.#scopes.get(file);
    if (before !== undefined) return before;
    const scan = this.#tree.scan(file);
    const uses = new Map<string, RustUse[]>();
    const globs: RustUse[] = [];
    for (const { text, form } of scan?.references ?? []) {
      if (text.startsWith(MODULE_MARK) || text.startsWith(INCLUDE_MARK)) continue;
      const [path = '', alias] = text.split(' as ', 2);
      const segments = path.split('::');
      const handedOn = form === 'export';
      if (segments.at(-1) === '*') globs.push({ segments: segments.slice(0, -1), handedOn });
      else {
        const name = alias ?? segments.at(-1) ?? '';
        const there = uses.get(name);
        if (there === undefined) uses.set(name, [{ segments, handedOn }]);
        else if (there.length < USE_LIMIT) there.push({ segments, handedOn });
      }
    }
    const made = { items: new Set(scan?.declares ?? []), uses, globs };
    this.#scopes.set(file, made);
    return made;
  }
}

function isInside(viewer: RustModule, module: RustModule): boolean {
  for (let at: RustModule | null = viewer; at !== null; at = at.parent) if (at === module) return true;
  return false;
}
