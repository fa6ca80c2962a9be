import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../src/statistics/index.ts';
import { committed, replayed, withFiles } from './branch.ts';
import { git, lines } from './git.ts';

/** How a change was made. What becomes of it is for the audit to say: two that are called independent may well conflict. */
export type Kind = 'independent' | 'stacked' | 'textual' | 'semantic' | 'broken';

/** One change of the workload: a branch of that name. */
export interface BenchChange {
  readonly name: string;
  readonly kind: Kind;
  readonly head: string;
  /** The change that it is stacked on. */
  readonly parent: string | null;
}

/** A bare repository with changes for its branch `main`, in the order in which they are queued. */
export interface Workload {
  readonly folder: string;
  readonly base: string;
  readonly changes: readonly BenchChange[];
}

/** Shares of kinds; what is left is independent. Those that conflict come in pairs. */
const SHARES = { semantic: 0.12, textual: 0.12, broken: 0.08, stacked: 0.06 };
/** Landed changes looked at for each that is wanted: many do not apply to one and the same base. */
const LOOKED_AT = 6;
/** A change of more files says nothing about queues and costs time. */
const MAX_FILES = 60;

/** Where marks of the check lie. */
export const MARKS = 'queue-bench';

/** Replays landed changes of a repository as branches onto one earlier commit. Nothing is written to the source. */
export function makeWorkload(options: {
  readonly source: string;
  readonly folder: string;
  readonly count: number;
  readonly seed: number;
  readonly configuration: string;
}): Workload {
  const { source, folder, count, seed, configuration } = options;
  openBare(source, folder);
  const history = lines(folder, ['rev-list', '--first-parent', `--max-count=${count * LOOKED_AT}`, tipOf(source)]);
  const start = history.at(-1);
  if (start === undefined) throw new Error('the repository has no commits');
  const tree = withFiles(folder, `${start}^{tree}`, { 'firebreak.yaml': configuration });
  const base = git(folder, ['commit-tree', tree, '-p', start, '-m', 'State how the queue works']);
  git(folder, ['update-ref', 'refs/heads/main', base]);
  git(folder, ['symbolic-ref', 'HEAD', 'refs/heads/main']);
  const maker = new Maker(folder, { base, landed: [...history].reverse(), random: seededRandom(seed) });
  const changes = maker.make(count);
  for (const { name, head } of changes) git(folder, ['update-ref', `refs/heads/${name}`, head]);
  return { folder, base, changes };
}

function openBare(source: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  const objects = git(source, ['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  writeFileSync(join(folder, 'objects', 'info', 'alternates'), `${objects}\n`);
}

function tipOf(source: string): string {
  return git(source, ['rev-parse', 'HEAD']);
}

class Maker {
  readonly #folder: string;
  readonly #base: string;
  readonly #landed: readonly string[];
  readonly #random: () => number;
  /** Files of the base that no change of the history touches: made-up conflicts lie there. */
  readonly #untouched: string[];
  #at = 1;

  constructor(
    folder: string,
    given: { readonly base: string; readonly landed: readonly string[]; readonly random: () => number },
  ) {
    this.#folder = folder;
    this.#base = given.base;
    this.#landed = given.landed;
    this.#random = given.random;
    const touched = new Set(lines(folder, ['diff', '--name-only', `${given.landed[0]}`, `${given.landed.at(-1)}`]));
    this.#untouched = lines(folder, ['ls-tree', '-r', '--name-only', `${given.landed[0]}`]).filter(
      (path) => !touched.has(path) && /\.(md|txt|go|rs|py|c|h|js|ts|rb|java)$/.test(path),
    );
  }

  make(count: number): readonly BenchChange[] {
    const pairs = (share: number): number => Math.round((count * share) / 2);
    const made: BenchChange[][] = [];
    for (let at = 0; at < pairs(SHARES.semantic); at += 1) {
      made.push(this.#pair('semantic', (side) => ({ [`${MARKS}/limit-${at}/${side}`]: `${side}\n` })));
    }
    for (let at = 0; at < pairs(SHARES.textual); at += 1) {
      const path = this.#untouched[Math.floor(this.#random() * this.#untouched.length)] ?? 'README.md';
      const text = git(this.#folder, ['cat-file', '-p', `${this.#base}:${path}`]);
      made.push(this.#pair('textual', (side) => ({ [path]: `changed by ${side}\n${text.replace(/^.*\n/, '')}` })));
    }
    for (let at = 0; at < Math.round(count * SHARES.broken); at += 1) {
      made.push([this.#one('broken', (name) => ({ [`${MARKS}/broken-${name}`]: 'broken\n' }))]);
    }
    for (let at = 0; at < pairs(SHARES.stacked); at += 1) {
      const parent = this.#one('stacked', () => ({}));
      made.push([parent, this.#one('stacked', () => ({}), parent)]);
    }
    let missing = count - made.flat().length;
    for (; missing > 0; missing -= 1) made.push([this.#one('independent', () => ({}))]);
    return this.#mixed(made);
  }

  #pair(kind: Kind, files: (side: string) => Readonly<Record<string, string>>): BenchChange[] {
    return [this.#one(kind, () => files('one')), this.#one(kind, () => files('other'))];
  }

  #one(
    kind: Kind,
    files: (name: string) => Readonly<Record<string, string>>,
    parent: BenchChange | null = null,
  ): BenchChange {
    const onto = parent?.head ?? this.#base;
    const { tree, landed } = this.#next(onto);
    const name = `${kind}-${landed.slice(0, 10)}`;
    const put = files(name);
    const whole = Object.keys(put).length === 0 ? tree : withFiles(this.#folder, tree, put);
    const title = `Replay ${landed.slice(0, 10)}`;
    const head = committed(this.#folder, { tree: whole, parent: onto, name, title });
    return { name, kind, head, parent: parent?.name ?? null };
  }

  /** The next landed change that applies there. */
  #next(onto: string): { readonly tree: string; readonly landed: string } {
    for (; this.#at < this.#landed.length; this.#at += 1) {
      const [before = '', after = ''] = this.#landed.slice(this.#at - 1, this.#at + 1);
      if (lines(this.#folder, ['diff', '--name-only', before, after]).length > MAX_FILES) continue;
      const tree = replayed(this.#folder, { before, after, onto });
      if (tree === null) continue;
      this.#at += 1;
      return { tree, landed: after };
    }
    throw new Error('the history has too few changes that apply to one base; ask for fewer with --changes');
  }

  /** By chance, each family kept in its own order. */
  #mixed(families: readonly (readonly BenchChange[])[]): readonly BenchChange[] {
    const drawn = families.flatMap((family) => {
      const keys = family.map(() => this.#random()).sort((one, other) => one - other);
      return family.map((change, at) => ({ change, key: keys[at] ?? 0 }));
    });
    return drawn.sort((one, other) => one.key - other.key).map(({ change }) => change);
  }
}
