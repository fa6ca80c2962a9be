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
  const tallies = cases.map(tallyOf);
  const byRepository = new Map<string, Tally[]>();
  cases.forEach(({ repository }, index) => {
    const tally = tallies[index];
    if (tally !== undefined) byRepository.set(repository, [...(byRepository.get(repository) ?? []), tally]);
  });
  const groups = [...byRepository.values()];
  const random = generator(seed);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const drawn = groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []);
    return rates(sum(drawn));
  });
  const total = sum(tallies);
  const value = rates(total);
  const figure = (key: 'precision' | 'recall' | 'f1'): Figure => {
    const sorted = rounds.map((round) => round[key]).sort((a, b) => a - b);
    return { value: value[key], low: at(sorted, 0.025), high: at(sorted, 0.975) };
  };
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

function rates({ right, answers, truths }: Tally): { precision: number; recall: number; f1: number } {
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
