import type { Target } from '../model.ts';

/** Tells what a namespace means that no file of the tree declares. */
export class OutsideNamespaces {
  readonly #packages: readonly string[];
  readonly #answers = new Map<string, Target | null>();

  constructor(packages: readonly string[]) {
    // The longest first: `Serilog.Sinks.File` before `Serilog`.
    this.#packages = [...packages].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  }

  /** A package that a project names, or the framework; `null` where neither is known by the name. */
  known(namespace: string): Target | null {
    const known = this.#answers.get(namespace);
    if (known !== undefined) return known;
    const found = this.#exact(namespace) ?? this.#relative(namespace);
    this.#answers.set(namespace, found);
    return found;
  }

  #exact(namespace: string): Target | null {
    const name = this.#package(namespace);
    if (name !== null) return { kind: 'external', name };
    if (isWithin(namespace, STANDARD)) return { kind: 'standard', name: namespace };
    return isWithin(namespace, WEB_FRAMEWORK) ? { kind: 'external', name: 'Microsoft.AspNetCore.App' } : null;
  }

  /** A package that shares the first two words: `Microsoft.CodeAnalysis.CSharp` brings `Microsoft.CodeAnalysis.Text`. */
  #relative(namespace: string): Target | null {
    const head = namespace.split('.').slice(0, 2).join('.').toLowerCase();
    const name = head.includes('.')
      ? this.#packages.findLast((each) => each.toLowerCase().startsWith(`${head}.`))
      : undefined;
    return name === undefined ? null : { kind: 'external', name };
  }

  guess(namespace: string): Target {
    return { kind: 'external', name: namespace.split('.').slice(0, 2).join('.') };
  }

  #package(namespace: string): string | null {
    const wanted = `${namespace.toLowerCase()}.`;
    const above = this.#packages.find((name) => wanted.startsWith(`${name.toLowerCase()}.`));
    if (above !== undefined) return above;
    if (isWithin(namespace, STANDARD)) return null;
    // `Xunit` of `xunit.assert`, `Amazon.S3` of none: the shortest package below the namespace.
    return this.#packages.findLast((name) => `${name.toLowerCase()}.`.startsWith(wanted)) ?? null;
  }
}

function isWithin(namespace: string, heads: readonly string[]): boolean {
  return heads.some((head) => namespace === head || namespace.startsWith(`${head}.`));
}

/** The base class library and the compiler's own. */
const STANDARD = ['System', 'Microsoft.CSharp', 'Microsoft.VisualBasic', 'Microsoft.Win32', 'Windows'];
/** Come with the shared framework of web projects, without a package. */
const WEB_FRAMEWORK = ['Microsoft.AspNetCore', 'Microsoft.Extensions', 'Microsoft.Net.Http', 'Microsoft.JSInterop'];
