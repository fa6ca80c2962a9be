import type { FilePath } from '../../change/index.ts';
import { rememberingByFolder } from '../folder-memo.ts';
import type { FileScan, Resolver, SourceTree, Target } from '../model.ts';
import { folderOf } from '../path-text.ts';
import { Distributions } from './distribution.ts';
import { type Found, ModuleRoots } from './module-root.ts';
import { isStandardModule } from './standard.ts';

/**
 * Leads modules to files. Of `from a import b` the module `a.b` counts where there is one, else `a`. The packages around an
 * imported module, which Python runs too, are not targets of their own.
 */
export function pythonResolver(tree: SourceTree): Resolver {
  const modules = new ModuleResolver(tree);
  const resolve = rememberingByFolder((folder, text) => modules.resolve(folder, text));
  return (from: FilePath, scan: FileScan) => {
    const folder = folderOf(from);
    return scan.references.map(({ text, form }) => ({ form, target: resolve(folder, text) }));
  };
}

class ModuleResolver {
  readonly #roots: ModuleRoots;
  readonly #distributions: Distributions;

  constructor(tree: SourceTree) {
    this.#roots = new ModuleRoots(tree);
    this.#distributions = new Distributions(tree);
  }

  resolve(folder: string, text: string): Target {
    const [module = '', name = ''] = text.split(':');
    const target = module.startsWith('.')
      ? this.#relative(folder, module, name)
      : this.#absolute(folder, module.split('.'), name);
    return target ?? { kind: 'unresolved', text };
  }

  #relative(folder: string, module: string, name: string): Target | null {
    const dots = /^\.+/.exec(module)?.[0].length ?? 0;
    let base = folder;
    for (let up = 1; up < dots; up += 1) {
      if (base === '') return null;
      base = folderOf(base);
    }
    const rest = module.slice(dots);
    return this.#member(base, rest === '' ? [] : rest.split('.'), name);
  }

  #absolute(folder: string, parts: readonly string[], name: string): Target | null {
    const [top = ''] = parts;
    const roots = this.#roots.holding(top, folder);
    for (const root of roots) {
      const found = this.#member(root, parts, name);
      if (found !== null) return found;
    }
    if (isStandardModule(top)) return { kind: 'standard', name: top };
    // A folder of that name without the module is no package of ours: `google/` beside `google.cloud`.
    if (roots.some((root) => isFile(this.#roots.find(root, [top])))) return null;
    return {
      kind: 'external',
      name: this.#distributions.of(name === '' || name === '*' ? parts.join('.') : [...parts, name].join('.')),
    };
  }

  #member(root: string, parts: readonly string[], name: string): Target | null {
    const inner = name === '' || name === '*' ? null : this.#roots.find(root, [...parts, name]);
    const found = isFile(inner) ? inner : this.#roots.find(root, parts);
    return isFile(found) ? { kind: 'file', path: found.file } : null;
  }
}

function isFile(found: Found): found is { readonly file: FilePath } {
  return found !== null && 'file' in found;
}
