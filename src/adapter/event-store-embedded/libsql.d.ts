/** What is used of libsql; its package names a file of types that it does not hold. */
declare module 'libsql' {
  class Database {
    constructor(path: string, options?: { readonly timeout?: number });
    prepare(sql: string): Database.Statement;
    exec(sql: string): void;
    pragma(text: string, options?: { readonly simple?: boolean }): unknown;
    close(): void;
  }
  namespace Database {
    interface Statement {
      run(...values: readonly unknown[]): { readonly changes: number };
      all(...values: readonly unknown[]): readonly Readonly<Record<string, unknown>>[];
    }
  }
  export = Database;
}

/** The same on threads of its own. */
declare module 'libsql/promise' {
  class Database {
    constructor(path: string);
    exec(sql: string): Promise<void>;
    close(): void;
  }
  export = Database;
}
