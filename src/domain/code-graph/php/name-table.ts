/** What the names of a PHP file stand for: its namespace and its `use` lines (PHP manual, name resolution rules). */
export class NameTable {
  namespace = '';
  readonly #classes = new Map<string, string>();
  readonly #functions = new Map<string, string>();

  /** A new namespace starts with no imports. */
  enter(namespace: string): void {
    this.namespace = namespace;
    this.#classes.clear();
    this.#functions.clear();
  }

  importClass(full: string, alias: string): void {
    this.#classes.set(alias.toLowerCase(), full);
  }

  importFunction(full: string, alias: string): void {
    this.#functions.set(alias.toLowerCase(), full);
  }

  /** The full name of a class; `null` for words that stand for a type of the language. */
  classOf(name: string): string | null {
    if (!name.includes('\\') && BUILT_IN.has(name.toLowerCase())) return null;
    return this.#full(name) ?? this.#classes.get(name.toLowerCase()) ?? this.qualify(name);
  }

  /** The full name of a function; one of no namespace is also looked for at the root. */
  functionOf(name: string): string {
    return this.#full(name) ?? this.#functions.get(name.toLowerCase()) ?? this.qualify(name);
  }

  /** The full name of what is declared here. */
  qualify(name: string): string {
    return this.namespace === '' ? name : `${this.namespace}\\${name}`;
  }

  /** Of a name with `\`: absolute, relative to the namespace, or by an alias of its head. */
  #full(name: string): string | null {
    const slash = name.indexOf('\\');
    if (slash < 0) return null;
    if (slash === 0) return name.slice(1);
    const head = name.slice(0, slash);
    const rest = name.slice(slash + 1);
    if (head.toLowerCase() === 'namespace') return this.qualify(rest);
    const imported = this.#classes.get(head.toLowerCase());
    return imported === undefined ? this.qualify(name) : `${imported}\\${rest}`;
  }
}

const BUILT_IN: ReadonlySet<string> = new Set([
  ...['self', 'static', 'parent', 'array', 'callable', 'iterable', 'object', 'mixed', 'void', 'never', 'null', 'false'],
  ...['true', 'int', 'integer', 'float', 'double', 'string', 'bool', 'boolean', 'resource'],
]);
