/** One package of a lock file, all its locked versions together. */
export interface LockedPackage {
  /** Everything that says what is installed: versions, digests, sources. */
  readonly versions: ReadonlySet<string>;
  /** Names of the packages that it needs. */
  readonly dependencies: ReadonlySet<string>;
}

/** Packages by name, in the words of imports: normalised where the language's tools do so. */
export type LockedPackages = ReadonlyMap<string, LockedPackage>;

/** Gathers packages whose entries may be scattered. */
export class PackageList {
  readonly #packages = new Map<string, { readonly versions: Set<string>; readonly dependencies: Set<string> }>();
  readonly #normalize: (name: string) => string;

  constructor(normalize: (name: string) => string = (name) => name) {
    this.#normalize = normalize;
  }

  version(name: string, version: string): void {
    this.#entry(name).versions.add(version);
  }

  dependency(name: string, needed: string): void {
    this.#entry(name).dependencies.add(this.#normalize(needed));
  }

  /** `null` where nothing was found: the text is no lock file, or of a form that is not known. */
  packages(): LockedPackages | null {
    return this.#packages.size === 0 ? null : this.#packages;
  }

  #entry(name: string) {
    const key = this.#normalize(name);
    const known = this.#packages.get(key) ?? { versions: new Set<string>(), dependencies: new Set<string>() };
    this.#packages.set(key, known);
    return known;
  }
}
