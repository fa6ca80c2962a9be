import type { Recall } from './recall.ts';

/** Everything that the benchmark measured. */
export interface PatternFigures {
  readonly repositories: readonly string[];
  readonly languages: readonly string[];
  readonly files: number;
  readonly lines: number;
  readonly rounds: number;
  readonly load: number;
  readonly fragments: number;
  readonly notRead: number;
  readonly build: {
    readonly milliseconds: number;
    readonly processor: number;
    readonly peakBytes: number;
    readonly bytes: number;
  };
  /** Milliseconds. */
  readonly ask: { readonly n: number; readonly p50: number; readonly p95: number; readonly most: number };
  /** `processor`: milliseconds of processors. */
  readonly rival: { readonly milliseconds: number; readonly processor: number } | null;
  readonly recall: readonly Recall[];
  readonly seed: number;
  readonly families: { readonly families: number; readonly copies: number; readonly drawn: number };
}

/** The figures as tables of a paper. */
export function patternTables(figures: PatternFigures): string {
  return `${[...speedRows(figures), '', ...recallRows(figures), '', familyLine(figures)].join('\n')}\n`;
}

function speedRows({
  repositories,
  files,
  lines,
  fragments,
  notRead,
  build,
  ask,
  rival,
  rounds,
  load,
}: PatternFigures): string[] {
  const million = lines / 1e6;
  const rows: readonly (readonly [string, string])[] = [
    ['repositories', repositories.join(', ')],
    ['files, lines', `${count(files)}, ${count(lines)} (${count(notRead)} files not read)`],
    ['fragments', count(fragments)],
    ['reading the files and building the index', spent(build)],
    ['jscpd 5.3.3 on the same files', rival === null ? 'not run' : spent(rival)],
    [
      'times faster',
      rival === null
        ? 'not run'
        : `${ratio(rival, build, 'milliseconds')} by the clock, ${ratio(rival, build, 'processor')} by processors`,
    ],
    ['index', `${megabytes(build.bytes)}, ${megabytes(build.bytes / million)} a million lines`],
    ['highest memory of the process', megabytes(build.peakBytes)],
    [`question (n ${count(ask.n)}), middle`, `${ask.p50.toFixed(3)} ms`],
    ['question, 95 of 100 below', `${ask.p95.toFixed(3)} ms`],
    ['question, longest', `${ask.most.toFixed(1)} ms`],
  ];
  const head = [`| median of ${rounds} rounds, load ${load.toFixed(1)} | |`, '|---|---|'];
  return [...head, ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

function recallRows({ recall, seed }: PatternFigures): string[] {
  const head = [
    `| language | mutation (seed ${seed}) | n | found at .1 | at .3 | at .5 | aligned | boilerplate | others at .3 | of them aligned |`,
    '|---|---|---|---|---|---|---|---|---|---|',
  ];
  const rows = recall.map(({ language, mutation, n, found, aligned, boilerplate, others, othersAligned }) => {
    const shares = found.map(({ at, share, interval }) =>
      at === 0.3
        ? `${share.toFixed(3)} (${(interval.low ?? 0).toFixed(3)} to ${(interval.high ?? 1).toFixed(3)})`
        : share.toFixed(3),
    );
    return `| ${language} | ${mutation} | ${n} | ${shares.join(' | ')} | ${aligned.toFixed(3)} | ${boilerplate} | ${others.toFixed(2)} | ${othersAligned.toFixed(2)} |`;
  });
  return [...head, ...rows];
}

function familyLine({ families, seed }: PatternFigures): string {
  return `Families: ${count(families.families)} with ${count(families.copies)} copies; ${families.drawn} pairs drawn to be judged (seed ${seed}).`;
}

interface Spent {
  readonly milliseconds: number;
  readonly processor: number;
}

function spent({ milliseconds, processor }: Spent): string {
  return `${seconds(milliseconds)} by the clock, ${seconds(processor)} of processors`;
}

function ratio(rival: Spent, own: Spent, by: keyof Spent): string {
  return (rival[by] / own[by]).toFixed(1);
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
