import type { ReachCase } from '../../src/control/index.ts';
import { type ReachCandidate, type ReachModel, reachLogOdds } from '../../src/domain/blast-radius/index.ts';
import type { FilePath } from '../../src/domain/change/index.ts';
import { type BootstrapFigure, blockWeights, bootstrapFigure, seededRandom } from '../../src/statistics/index.ts';

/** How many files an answer names. */
const AT = [10, 20, 50, 100, 200] as const;
/** Runs of neighbouring repairs that are drawn together, and draws. */
const BLOCKS = 25;
const REPLICATES = 1_000;

/** The answers that are compared, ours last. */
export const RANKINGS = ['random', 'same folder', 'import distance', 'co-change', 'firebreak'] as const;
export type Ranking = (typeof RANKINGS)[number];

/** Where each file that the repair touched stands in each ranking, from 0; `Infinity` where it is not named. */
type Places = Readonly<Record<Ranking, readonly number[]>>;

/** One repair, ranked by everything but a model. */
export interface RankedCase {
  with(model: ReachModel): Places;
}

/** Ranks the files of one case by each baseline; ties fall by chance, the same chance for all. */
export function rankedCase(each: ReachCase, candidates: readonly ReachCandidate[], seed: number): RankedCase {
  const random = seededRandom(seed);
  const chance = new Map(each.input.files.map((path) => [path, random()]));
  const own = new Set(each.input.changed);
  const others = each.input.files.filter((path) => !own.has(path));
  const by = new Map(candidates.map((candidate) => [candidate.path, candidate]));
  const truth = [...each.truth];
  const placesBy = (score: (path: FilePath) => number): readonly number[] => {
    const scores = new Map(others.map((path) => [path, score(path)]));
    const of = (path: FilePath): readonly [number, number] => [scores.get(path) ?? 0, chance.get(path) ?? 0];
    return truth.map((path) => {
      const [value, luck] = of(path);
      let place = 0;
      for (const other of others) {
        const [another, itsLuck] = of(other);
        if (another > value || (another === value && itsLuck > luck)) place += 1;
      }
      return place;
    });
  };
  const folders = new Set(each.input.changed.map(folderOf));
  const together = new Map(each.input.companions.map(({ path, weight }) => [path, weight]));
  const baselines = {
    random: placesBy(() => 0),
    'same folder': placesBy((path) => (folders.has(folderOf(path)) ? 1 : 0)),
    'import distance': placesBy((path) => importScore(by.get(path) ?? null)),
    'co-change': placesBy((path) => together.get(path) ?? 0),
  };
  const scored = new Map(candidates.map(({ path, inputs }) => [path, inputs]));
  return {
    with: (model) => ({
      ...baselines,
      firebreak: placesBy((path) => {
        const inputs = scored.get(path);
        return inputs === undefined ? Number.NEGATIVE_INFINITY : reachLogOdds(model, inputs);
      }),
    }),
  };
}

/** Nearness along imports, hubs damped: `1 / hops` as a user, `0.9 / hops` as what is used, over `log2(4 + degree)`. */
function importScore(candidate: ReachCandidate | null): number {
  if (candidate === null) return 0;
  const { dependentHops, dependencyHops, degree } = candidate;
  const users = dependentHops === null ? 0 : 1 / dependentHops;
  const used = dependencyHops === null ? 0 : 0.9 / dependencyHops;
  return (users + used) / Math.log2(4 + degree);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Recall over all files of all repairs, with intervals over blocks of neighbouring repairs. */
export function recallTable(cases: readonly Places[], seed: number) {
  const resamples = blockWeights({ rows: cases.length, blocks: BLOCKS, replicates: REPLICATES, seed });
  const recall = Object.fromEntries(
    RANKINGS.map((name) => [
      name,
      AT.map((k) =>
        recallAt(
          cases.map((places) => places[name]),
          k,
          resamples,
        ),
      ),
    ]),
  );
  const files = cases.reduce((sum, { random }) => sum + random.length, 0);
  return {
    repairs: cases.length,
    files,
    at: AT,
    recall: recall as unknown as Readonly<Record<Ranking, readonly BootstrapFigure[]>>,
  };
}

function recallAt(
  places: readonly (readonly number[])[],
  k: number,
  resamples: readonly Float64Array[],
): BootstrapFigure {
  const found = places.map((each) => each.filter((place) => place < k).length);
  return bootstrapFigure((weights) => {
    let hits = 0;
    let all = 0;
    for (const [row, each] of places.entries()) {
      const weight = weights === null ? 1 : (weights[row] ?? 0);
      hits += weight * (found[row] ?? 0);
      all += weight * each.length;
    }
    return all === 0 ? null : hits / all;
  }, resamples);
}
