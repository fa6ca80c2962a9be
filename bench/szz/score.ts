/** What one method answered for one case. */
export interface Answered {
  readonly repository: string;
  readonly truth: readonly string[];
  readonly answers: readonly string[];
}

/** A figure with its 95 % interval. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Figures of one method over all cases together, as the published tables count them. */
export interface Score {
  readonly precision: Figure;
  readonly recall: Figure;
  readonly f1: Figure;
  readonly cases: number;
  readonly answered: number;
  readonly answers: number;
  readonly right: number;
}

const ROUNDS = 1_000;

/**
 * Precision = right answers / answers, recall = right answers / true causes, over all cases at once (Rosa et al., ICSE
 * 2021). Intervals by bootstrap over repositories, as cases of one repository are alike.
 */
export function score(cases: readonly Answered[], seed: number): Score {
  const total = sum(cases.map(tallyOf));
  const rounds = resampled(cases, seed);
  const value = rates(total);
  const figure = (key: keyof Rates): Figure =>
    within(
      value[key],
      rounds.map((round) => round[key]),
    );
  return {
    precision: figure('precision'),
    recall: figure('recall'),
    f1: figure('f1'),
    cases: cases.length,
    answered: cases.filter(({ answers }) => answers.length > 0).length,
    answers: total.answers,
    right: total.right,
  };
}

/** F1 of the first method less F1 of the second on the same cases, drawn together. */
export function f1Difference(given: {
  readonly of: readonly Answered[];
  readonly less: readonly Answered[];
  readonly seed: number;
}): Figure {
  const f1 = (cases: readonly Answered[]): number => rates(sum(cases.map(tallyOf))).f1;
  const less = resampled(given.less, given.seed);
  const rounds = resampled(given.of, given.seed).map((round, index) => round.f1 - (less[index]?.f1 ?? 0));
  return within(f1(given.of) - f1(given.less), rounds);
}

function within(value: number, rounds: readonly number[]): Figure {
  const sorted = [...rounds].sort((a, b) => a - b);
  return { value, low: at(sorted, 0.025), high: at(sorted, 0.975) };
}

/** Equal repositories and seeds give equal draws, whatever was answered. */
function resampled(cases: readonly Answered[], seed: number): readonly Rates[] {
  const byRepository = new Map<string, Tally[]>();
  for (const one of cases) {
    const known = byRepository.get(one.repository);
    if (known === undefined) byRepository.set(one.repository, [tallyOf(one)]);
    else known.push(tallyOf(one));
  }
  const groups = [...byRepository.values()].map(sum);
  const random = generator(seed);
  return Array.from({ length: ROUNDS }, () =>
    rates(sum(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []))),
  );
}

interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Tally {
  readonly right: number;
  readonly answers: number;
  readonly truths: number;
}

function tallyOf(one: Answered): Tally {
  const truth = new Set(one.truth);
  const answers = new Set(one.answers);
  return { right: [...answers].filter((id) => truth.has(id)).length, answers: answers.size, truths: truth.size };
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({ right: a.right + b.right, answers: a.answers + b.answers, truths: a.truths + b.truths }),
    { right: 0, answers: 0, truths: 0 },
  );
}

function rates({ right, answers, truths }: Tally): Rates {
  const precision = answers === 0 ? 0 : right / answers;
  const recall = truths === 0 ? 0 : right / truths;
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Mulberry32: small, seeded, good enough to draw samples. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
