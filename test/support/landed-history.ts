import type { Row } from './git-repository.ts';

/** One landed change of a made-up history, with the rows that make it. */
export interface MadeLanding {
  /** Row of the commit that landed it. */
  readonly id: string;
  readonly form: 'direct' | 'squash' | 'merge' | 'octopus' | 'rebase-series';
}

/** A made-up history: the same seed gives the same commits. */
export interface MadeHistory {
  readonly rows: readonly Row[];
  /** Oldest first; the root is none of them. */
  readonly landings: readonly MadeLanding[];
}

const AUTHORS = [
  'Ann <ann@example.org>',
  'Bob <bob@example.org>',
  'Cleo <cleo@example.org>',
  'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
  'Zoë Ümlaut <zoe@example.net>',
];
const FOOTERS = [
  '',
  '',
  '',
  '\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
  '\n\nAssisted-by: Cursor:gpt-5',
  '\n\nSigned-off-by: Claude <noreply@anthropic.com>',
  '\n\nFixes: SHOP-12\nRollback plan: switch the flag off',
];
const PATHS = [
  'src/checkout/basket.ts',
  'src/checkout/tax.ts',
  'src/payment/refund.ts',
  'src/catalog/search.ts',
  'src/catalog/filter.ts',
  'test/catalog/search.test.ts',
  'db/migration/0001.sql',
  'infra/main.tf',
  '.github/workflows/ci.yml',
  'docs/guide.md',
  'package.json',
  'CODEOWNERS',
  'assets/logo.png',
  'src/caf\u00c3\u00a9/\u00ff name.ts',
];
const DAY = 86_400;

/** Makes the commits of about `count` landed changes after a root commit with the given files. */
export function madeHistory(given: {
  readonly seed: number;
  readonly count: number;
  readonly root: Row['files'];
}): MadeHistory {
  const random = generator(given.seed);
  const rows: Row[] = [{ id: 'root', message: 'Start', files: given.root ?? {}, at: 1_700_000_000 }];
  const landings: MadeLanding[] = [];
  const maker = new Maker(random, rows);
  let tip = 'root';
  for (let at = 0; at < given.count; at += 1) {
    const form = pick(random, [
      'direct',
      'direct',
      'squash',
      'squash',
      'merge',
      'merge',
      'rebase-series',
      'octopus',
    ] as const);
    tip = maker.land(form, tip, at + 1);
    landings.push({ id: tip, form });
  }
  return { rows, landings };
}

class Maker {
  readonly #random: () => number;
  readonly #rows: Row[];

  constructor(random: () => number, rows: Row[]) {
    this.#random = random;
    this.#rows = rows;
  }

  /** Adds the rows of one landing on `tip`; gives the row that landed it. */
  land(form: MadeLanding['form'], tip: string, number: number): string {
    switch (form) {
      case 'direct':
        return this.#commit(tip, `Change ${number}`);
      case 'squash':
        return this.#commit(tip, `Change ${number} (#${number})`);
      case 'rebase-series': {
        const first = this.#commit(tip, `Part one of ${number} (#${number})`);
        return this.#commit(first, `Part two of ${number} (#${number})`);
      }
      case 'merge':
        return this.#merge(
          tip,
          [this.#branch(tip)],
          `Merge pull request #${number} from someone/topic-${number}\n\nChange ${number}`,
        );
      case 'octopus':
        return this.#merge(tip, [this.#branch(tip), this.#branch(tip)], `Merge branches 'a${number}' and 'b${number}'`);
    }
  }

  #branch(tip: string): string {
    let head = tip;
    for (let left = 1 + Math.floor(this.#random() * 3); left > 0; left -= 1) head = this.#commit(head, 'Work');
    return head;
  }

  #merge(tip: string, branches: readonly string[], message: string): string {
    const files: Record<string, string | Buffer | null> = {};
    for (const branch of branches) {
      for (let at = branch; at !== tip; at = this.#row(at).parents?.[0] ?? tip) {
        Object.assign(files, { ...this.#row(at).files, ...files });
      }
    }
    return this.#add({ parents: [tip, ...branches], message, files, author: this.#author() });
  }

  #commit(parent: string, subject: string): string {
    const files: Record<string, string | Buffer | null> = {};
    for (let left = 1 + Math.floor(this.#random() * 4); left > 0; left -= 1) {
      files[pick(this.#random, PATHS)] = this.#content();
    }
    const revert = this.#random() < 0.05 ? `\n\nThis reverts commit ${'a1'.repeat(20)}.` : '';
    const message = `${subject}${revert}${pick(this.#random, FOOTERS)}`;
    return this.#add({ parents: [parent], message, files, author: this.#author() });
  }

  #content(): string | Buffer | null {
    const chance = this.#random();
    if (chance < 0.08) return null;
    if (chance < 0.12) return Buffer.from([0, 1, 2, Math.floor(chance * 1e9) % 251]);
    const lines = Math.floor(this.#random() ** 3 * 120) + 1;
    return Array.from({ length: lines }, (_, line) => `line ${line} ${Math.floor(this.#random() * 50)}\n`).join('');
  }

  #author(): string {
    return pick(this.#random, AUTHORS);
  }

  #row(id: string): Row {
    return this.#rows.find((row) => row.id === id) as Row;
  }

  #add(row: Omit<Row, 'id' | 'at'>): string {
    const id = `r${this.#rows.length}`;
    // Times go back now and then, as real ones do.
    const jitter = Math.floor((this.#random() - 0.3) * 2 * DAY);
    this.#rows.push({ ...row, id, at: 1_700_000_000 + this.#rows.length * DAY + jitter });
    return id;
  }
}

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** Numbers in [0, 1) that only the seed decides (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
