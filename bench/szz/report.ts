import type { Figure, Score } from './score.ts';

/** Rosa et al., ICSE 2021, the whole developer-informed set, without the issue-date filter. */
export const PUBLISHED = [
  { method: 'B-SZZ', precision: 0.39, recall: 0.69, f1: 0.5 },
  { method: 'AG-SZZ', precision: 0.45, recall: 0.6, f1: 0.52 },
  { method: 'MA-SZZ', precision: 0.36, recall: 0.64, f1: 0.46 },
  { method: 'L-SZZ', precision: 0.52, recall: 0.45, f1: 0.48 },
  { method: 'R-SZZ', precision: 0.66, recall: 0.57, f1: 0.61 },
  { method: 'SZZ@PyDriller', precision: 0.39, recall: 0.67, f1: 0.49 },
  { method: 'SZZ Unleashed', precision: 0.09, recall: 0.72, f1: 0.16 },
] as const;

const NAMES: Readonly<Record<string, string>> = {
  'b-szz': 'B-SZZ, plain, this run',
  'r-szz': 'R-SZZ, plain, this run',
  'changed-lines': 'firebreak, changed lines only',
  'with-neighbours': 'firebreak, with neighbours',
  hotfix: 'hotfix within 72 h',
};

/** What the text report needs; the JSON document holds more. */
export interface Summary {
  readonly cases: Readonly<Record<'given' | 'answered' | 'withoutRepository' | 'withoutCommit', number>>;
  readonly parts: Readonly<Record<string, Readonly<Record<string, Score>>>>;
  readonly f1OverPlainRszz: Readonly<Record<string, Figure>>;
  readonly timing: { readonly medianMs: number | null; readonly p95Ms: number | null; readonly n: number };
  readonly byAge: readonly { readonly days: number; readonly right: number; readonly n: number }[];
  readonly fixRules: Readonly<Record<string, number>>;
  readonly noAnswer: Readonly<Record<string, number>>;
}

/** The report as text. */
export function table(summary: Summary): string {
  const { cases, timing } = summary;
  const lines = [
    `${cases.answered} of ${cases.given} cases (${cases.withoutRepository} without repository, ${cases.withoutCommit} without commit)`,
  ];
  for (const [part, methods] of Object.entries(summary.parts)) {
    const n = Object.values(methods)[0]?.cases ?? 0;
    if (n === 0) continue;
    lines.push('', `${part}: ${n} cases`, row('', 'precision', 'recall', 'F1', 'right/answers'));
    for (const [name, score] of Object.entries(methods)) {
      const { precision, recall, f1 } = score;
      const counts = `${score.right}/${score.answers}`;
      lines.push(row(NAMES[name] ?? `  ${name}`, shown(precision), shown(recall), shown(f1), counts));
    }
    const lead = summary.f1OverPlainRszz[part];
    if (lead !== undefined) lines.push(row('F1 over plain R-SZZ', '', '', shown(lead)));
  }
  lines.push('', 'published (Rosa et al., ICSE 2021)');
  for (const { method, precision, recall, f1 } of PUBLISHED) {
    lines.push(row(method, precision.toFixed(2), recall.toFixed(2), f1.toFixed(2), ''));
  }
  lines.push(
    '',
    `per fix: median ${timing.medianMs?.toFixed(0)} ms, p95 ${timing.p95Ms?.toFixed(0)} ms, n ${timing.n}`,
    `right by age: ${summary.byAge.map(({ days, right, n }) => `<=${days} d ${right}/${n}`).join(', ')}`,
    `named a fix by: ${listed(summary.fixRules)}`,
    `no answer: ${listed(summary.noAnswer)}`,
    '',
  );
  return lines.join('\n');
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function shown({ value, low, high }: Figure): string {
  return `${value.toFixed(3)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(32), ...cells.map((cell) => cell.padEnd(21))].join('').trimEnd();
}
