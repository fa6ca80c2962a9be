import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEATURES, type Features, type LabelledChange } from '../../src/domain/risk/index.ts';

/** One row of a project's table. */
export interface LabelledCommit extends LabelledChange {
  readonly commit: string;
  /** Seconds since 1970. */
  readonly date: number;
}

/** A model's published scores of the test part. */
export interface PublishedScores {
  readonly model: string;
  /** `within` = trained on the project's own past; `across` = trained on other projects. */
  readonly setting: 'within' | 'across';
  readonly labels: readonly number[];
  readonly scores: readonly number[];
}

/** One project: rows by date, cut in time into a training and a test part. */
export interface Project {
  readonly name: string;
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly train: readonly LabelledCommit[];
  readonly test: readonly LabelledCommit[];
  readonly published: readonly PublishedScores[];
}

/** The oldest share of a project that may be learnt from. */
export const TRAIN_SHARE = 0.8;

/** The folder of `PROJECT.csv` files: `--data`, else the environment's, else the one beside the checkout; or `null`. */
export function dataFolder(given: string | undefined): string | null {
  // The bundle lies in dist/, the source in bench/risk/: both are below the project's root.
  const here = dirname(fileURLToPath(import.meta.url));
  const root = here.endsWith('dist') ? dirname(here) : resolve(here, '../..');
  const folder = given ?? process.env['FIREBREAK_BENCH_DATA'] ?? resolve(root, '../shared/data');
  for (const candidate of [join(folder, 'jit'), folder]) {
    if (existsSync(candidate) && readdirSync(candidate).some((name) => name.endsWith('.csv'))) return candidate;
  }
  return null;
}

/** Every project of the folder, by name. */
export function readProjects(folder: string): Project[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const name = file.slice(0, -'.csv'.length);
      const rows = readTable(text, file);
      const cut = Math.floor(rows.length * TRAIN_SHARE);
      const test = rows.slice(cut);
      return {
        name,
        digest: createHash('sha256').update(text).digest('hex'),
        train: rows.slice(0, cut),
        test,
        published: readPublished(join(folder, 'published'), name),
      };
    });
}

/** Reads a table with a header; throws an Error naming file, line and column where it is not of the shape. */
export function readTable(text: string, file: string): LabelledCommit[] {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  const at = new Map(names.map((name, index) => [name, index]));
  for (const name of ['commit', 'date', 'buggy', ...FEATURES]) {
    if (!at.has(name)) throw new Error(`${file}: column "${name}" is missing`);
  }
  const rows = lines.map((line, index): LabelledCommit => {
    const cells = line.split(',');
    const number = (name: string): number => {
      const cell = cells[at.get(name) ?? -1] ?? '';
      const value = cell === '' ? 0 : Number(cell === 'True' ? 1 : cell === 'False' ? 0 : cell);
      if (!Number.isFinite(value)) throw new Error(`${file}:${index + 2}: "${name}" is not a number: ${cell}`);
      return value;
    };
    const features = Object.fromEntries(FEATURES.map((name) => [name, number(name)])) as unknown as Features;
    const label = number('buggy') > 0 ? 1 : 0;
    return { commit: cells[at.get('commit') ?? -1] ?? '', date: number('date'), label, features };
  });
  // Stable: rows of one second keep the file's order, to which published scores refer.
  return rows.sort((a, b) => a.date - b.date);
}

function readPublished(folder: string, project: string): PublishedScores[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const found = /^(.+)_([^_]+)_(WP|CP)\.tsv$/.exec(file);
      if (found === null || found[1] !== project) return [];
      const rows = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/);
      const cells = rows.map((row) => row.split('\t').map(Number));
      return [
        {
          model: found[2] ?? '',
          setting: found[3] === 'WP' ? ('within' as const) : ('across' as const),
          labels: cells.map((row) => ((row[0] ?? 0) > 0 ? 1 : 0)),
          scores: cells.map((row) => row[1] ?? Number.NaN),
        },
      ];
    });
}
