import type { Facts, FactValues } from '../policy/index.ts';

/** Collects facts by dotted name. */
export class FactBook {
  readonly #values: Record<string, Record<string, unknown>> = {
    change: {},
    companions: {},
    flag: {},
    author: {},
    provenance: {},
    catalog: {},
    evidence: {},
    risk: {},
    scanner: {},
    operation: {},
    blast: {},
    pattern: {},
    repository: {},
  };
  readonly #unknown: Record<string, string> = {};

  /** Records a value, or why it is unknown where it is `null` or undefined. */
  put(name: string, value: unknown, why: string): void {
    const [group = '', member = ''] = name.split('.');
    if (value === null || value === undefined) this.#unknown[name] = why;
    else (this.#values[group] ?? {})[member] = value;
  }

  facts(): Facts {
    return { values: this.#values as unknown as FactValues, unknown: this.#unknown };
  }
}
