import { readFileSync } from 'node:fs';
import type { Language } from '../../src/domain/code-graph/index.ts';
import { align, type Fragment, FragmentReader, LIKE_SHARE } from '../../src/domain/pattern/index.ts';
import { type Interval, seededRandom, wilson } from '../../src/statistics/index.ts';
import { isStatement, MUTATIONS, type Mutation, mutate, sample } from './mutate.ts';
import type { Built, Placed } from './task.ts';
import type { SourceFile } from './tree.ts';

/** Lines that a fragment of the benchmark has. */
const LINES = { least: 8, most: 40 };
/** Statements of other files from which fresh ones are drawn. */
const FOREIGN = 50_000;

/** How often what was mutated is found again. */
export interface Recall {
  readonly language: Language;
  readonly mutation: string;
  readonly n: number;
  /** Share found at containment .1, .3, .5, each with its interval. */
  readonly found: readonly { readonly at: number; readonly share: number; readonly interval: Interval }[];
  /** Share that also aligns, as families ask for. */
  readonly aligned: number;
  /** Questions of which nothing but boilerplate was left. */
  readonly boilerplate: number;
  /** Fragments of other files at containment .3 for each question, and those of them that align. */
  readonly others: number;
  readonly othersAligned: number;
}

/** Mutates fragments in their files, reads those again, and asks the index of the files as they were. */
export function recallOf(given: {
  readonly files: readonly SourceFile[];
  readonly built: Built;
  readonly language: Language;
  readonly queries: number;
  readonly seed: number;
}): readonly Recall[] {
  const { files, built, language } = given;
  const random = seededRandom(given.seed);
  const pool = built.fragments.flatMap(({ fragment, file }, number) => {
    const lines = fragment.lastLine - fragment.firstLine + 1;
    return files[file]?.language === language && lines >= LINES.least && lines <= LINES.most ? [number] : [];
  });
  const chosen = sample(pool, given.queries, random);
  if (chosen.length === 0) return [];
  const foreign = foreignStatements(
    files.filter((file) => file.language === language),
    random,
  );
  return MUTATIONS.map((mutation) => measure({ ...given, chosen, mutation, foreign, random }));
}

const SHARES = [0.1, 0.3, 0.5];

function measure(given: {
  readonly files: readonly SourceFile[];
  readonly built: Built;
  readonly language: Language;
  readonly chosen: readonly number[];
  readonly mutation: Mutation;
  readonly foreign: readonly string[];
  readonly random: () => number;
}): Recall {
  const { built, chosen } = given;
  const reader = new FragmentReader();
  const found = SHARES.map(() => 0);
  let [aligned, boilerplate, others, othersAligned] = [0, 0, 0, 0];
  for (const number of chosen) {
    const { fragment, file } = built.fragments[number] as Placed;
    const asked = mutated(reader, given, number);
    if (asked === null) continue;
    const candidates = built.index.find(asked.prints, { atLeast: SHARES[0] as number, limit: 100_000 });
    const own = candidates.find((each) => each.fragment === number);
    if (asked.prints.length - built.index.common(asked.prints) < 4) boilerplate += 1;
    SHARES.forEach((share, at) => {
      if (own !== undefined && own.containment >= share) found[at] = (found[at] as number) + 1;
    });
    if (own !== undefined && align(asked.tokens, fragment.tokens).ofLonger >= LIKE_SHARE) aligned += 1;
    for (const { fragment: other, containment } of candidates) {
      const there = built.fragments[other] as Placed;
      if (containment < 0.3 || there.file === file) continue;
      others += 1;
      if (align(asked.tokens, there.fragment.tokens).ofLonger >= LIKE_SHARE) othersAligned += 1;
    }
  }
  const n = chosen.length;
  return {
    language: given.language,
    mutation: given.mutation.name,
    n,
    found: SHARES.map((at, index) => ({
      at,
      share: (found[index] as number) / n,
      interval: wilson(found[index] as number, n),
    })),
    aligned: aligned / n,
    boilerplate,
    others: others / n,
    othersAligned: othersAligned / n,
  };
}

/** The fragment that stands where the mutated one was put. */
function mutated(reader: FragmentReader, given: Parameters<typeof measure>[0], number: number): Fragment | null {
  const { fragment, file } = given.built.fragments[number] as Placed;
  const { path, language } = given.files[file] as SourceFile;
  const lines = readFileSync(path, 'utf8').split('\n');
  const text = mutate(lines.slice(fragment.firstLine - 1, fragment.lastLine), { ...given, language });
  const whole = [...lines.slice(0, fragment.firstLine - 1), text, ...lines.slice(fragment.lastLine)].join('\n');
  const read = reader.read(Buffer.from(whole), language);
  if (read.kind === 'not-read') return null;
  const last = fragment.firstLine + text.split('\n').length - 1;
  const overlap = (each: Fragment): number =>
    Math.min(each.lastLine, last) - Math.max(each.firstLine, fragment.firstLine) + 1;
  const best = read.fragments.reduce<Fragment | null>(
    (top, each) => (top === null || overlap(each) > overlap(top) ? each : top),
    null,
  );
  return best !== null && overlap(best) > 0 ? best : null;
}

function foreignStatements(files: readonly SourceFile[], random: () => number): readonly string[] {
  const found: string[] = [];
  for (const { path, language } of sample(files, 2_000, random)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const [at, line] of lines.entries()) if (isStatement(line, lines[at + 1], language)) found.push(line);
    if (found.length > FOREIGN) break;
  }
  return found;
}
