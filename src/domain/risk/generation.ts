import { type PlattScale, packTrees, unpackTrees } from '../../statistics/index.ts';
import { type Features, MODEL_INPUTS } from './feature.ts';
import { harmfulShare, type LabelledChange } from './fit.ts';
import { calibrated, type RiskModel } from './model.ts';
import { REFIT_OUTCOMES, refit, withBaseRate } from './refit.ts';
import { shippedModel } from './shipped-model.ts';
import { type Trial, type TrialRow, tryModels } from './trial.ts';

/** Which scores a repository uses: trees of its own labels, the shipped weights at its own base rate, or as shipped. */
export type ModelUse = 'own' | 'level' | 'shipped';

/** Trees grown on a repository's own labels, small enough to keep. */
export interface OwnFit {
  readonly cuts: readonly (readonly number[])[];
  /** See `packTrees`. */
  readonly trees: string;
  readonly weight: number;
  /** What the shipped score counts beside them. */
  readonly shippedWeight: number;
  readonly calibration: PlattScale;
  readonly baseRate: number;
  readonly typical: Features;
}

/** What was learnt of a repository at one moment of its history, from nothing that came later. */
export interface Generation {
  /** The last landed change it knew, and how many had landed by then. */
  readonly at: { readonly commit: string; readonly landed: number };
  /** `stated`: what messages say. `traced`: also who wrote the lines that fixes changed. */
  readonly labels: { readonly source: 'stated' | 'traced'; readonly changes: number; readonly harmful: number };
  /** Calibration of the shipped score at the repository's base rate; `null` = too few labels. */
  readonly level: PlattScale | null;
  /** `null` = too few labels. */
  readonly own: OwnFit | null;
  /** How the generations before it did on what landed after them; `null` = too little to tell. */
  readonly trial: Trial | null;
  /** What scores the changes that land after it. */
  readonly use: ModelUse;
}

/** The model that scores a change, and where it comes from; `generation` is `null` for the weights as shipped. */
export interface ScoringModel {
  readonly model: RiskModel;
  readonly generation: Generation | null;
}

/** A landed change whose outcome was known at the moment of a fit. */
export interface KnownChange extends LabelledChange {
  /** How many had landed before it. */
  readonly position: number;
  /** Its score by the shipped weights. */
  readonly shippedLogOdds: number;
}

/** First fit, in landed changes: fewer hold too few outcomes in any repository. */
const FIRST_FIT = 400;
/** A new fit when history has grown by a quarter ... */
const GROWTH = 1.25;
/** ... or by this many changes: some months of a busy repository, after which a model is known to age. */
const LONGEST_STEP = 1_000;
/** Newest labelled changes that a fit learns from: bounds its time, and older ones say little of today. */
export const LEARN_WINDOW = 6_000;
/** Fewest labelled changes for a base rate of the repository's own. */
const LEVEL_MINIMUM = 300;

/** After how many landed changes of a history a fit is due; ascending, decided by the count alone. */
export function fitMoments(landed: number): readonly number[] {
  const moments: number[] = [];
  for (let at = FIRST_FIT; at <= landed; at = Math.min(Math.floor(at * GROWTH), at + LONGEST_STEP)) moments.push(at);
  return moments;
}

/**
 * Fits one generation on what was known at its moment (oldest first). What it uses is decided by how the earlier
 * generations did on changes that landed after them: own trees where they rank better than chance and neither rank nor
 * predict worse than the shipped weights, else the repository's base rate where that predicts no worse, else as shipped.
 */
export function fitGeneration(given: {
  readonly at: Generation['at'];
  readonly source: Generation['labels']['source'];
  readonly known: readonly KnownChange[];
  readonly earlier: readonly Generation[];
}): Generation {
  const known = given.known.slice(-LEARN_WINDOW);
  const harmful = known.filter(({ label }) => label === 1).length;
  const level = levelOf(known, harmful);
  const own = ownOf(known);
  const trial = tryModels(trialRows(known, given.earlier));
  return {
    at: given.at,
    labels: { source: given.source, changes: known.length, harmful },
    level,
    own,
    trial,
    use: useOf({ level, own, trial }),
  };
}

/** The weights as shipped, for changes that no generation came before. */
export function shippedScoring(): ScoringModel {
  return { model: shippedModel(), generation: null };
}

/** The model that scores what lands after a generation; throws a RangeError where its kept trees are damaged. */
export function modelOfGeneration({ use, own, level, labels }: Generation): RiskModel {
  const shipped = shippedModel();
  if (use === 'own' && own !== null) return ownModel(own, labels);
  if (use === 'level' && level !== null) {
    return { ...shipped, calibration: level, baseRate: labels.harmful / Math.max(1, labels.changes) };
  }
  return shipped;
}

function levelOf(known: readonly KnownChange[], harmful: number): PlattScale | null {
  if (known.length < LEVEL_MINIMUM || harmful < REFIT_OUTCOMES) return null;
  const scores = known.map(({ shippedLogOdds }) => shippedLogOdds);
  return withBaseRate(shippedModel(), scores, harmfulShare(known)).calibration;
}

function ownOf(known: readonly KnownChange[]): OwnFit | null {
  const fitted = refit(known, shippedModel());
  if (!fitted.ok) return null;
  const { parts, calibration, baseRate, typical } = fitted.value;
  const [grown, prior] = parts;
  if (grown === undefined) return null;
  return {
    cuts: grown.ensemble.cuts.map((row) => [...row]),
    trees: packTrees(grown.ensemble.trees),
    weight: grown.weight,
    shippedWeight: (prior?.weight ?? 0) / (shippedModel().parts[0]?.weight ?? 1),
    calibration,
    baseRate,
    typical,
  };
}

function ownModel(own: OwnFit, labels: Generation['labels']): RiskModel {
  const trees = unpackTrees(own.trees);
  if (trees.some(({ feature }) => feature.some((column) => column >= MODEL_INPUTS.length))) {
    throw new RangeError('the trees are of other model inputs');
  }
  const prior = shippedModel().parts.map((part) => ({ ...part, weight: part.weight * own.shippedWeight }));
  return {
    origin: 'refit',
    parts: [{ ensemble: { cuts: own.cuts, trees }, weight: own.weight }, ...prior],
    calibration: own.calibration,
    baseRate: own.baseRate,
    typical: own.typical,
    trainedOn: labels,
  };
}

/** Each known change as the newest generation before it would have scored it, whether or not that one was used. */
function trialRows(known: readonly KnownChange[], earlier: readonly Generation[]): readonly TrialRow[] {
  const shipped = shippedModel();
  const models = new Map<Generation, RiskModel>();
  return known.flatMap((change): TrialRow[] => {
    const before = earlier.findLast(({ at }) => at.landed <= change.position);
    if (before === undefined || before.level === null) return [];
    let own: RiskModel | null = null;
    if (before.own !== null) {
      own = models.get(before) ?? ownModel(before.own, before.labels);
      models.set(before, own);
    }
    return [
      {
        label: change.label,
        moment: before.at.landed,
        shipped: calibrated(shipped, change.shippedLogOdds),
        level: calibrated({ calibration: before.level }, change.shippedLogOdds),
        own: own === null ? null : { model: own, features: change.features },
      },
    ];
  });
}

function useOf({ level, own, trial }: Pick<Generation, 'level' | 'own' | 'trial'>): ModelUse {
  if (trial === null || level === null) return 'shipped';
  const { shipped } = trial;
  const rival = Math.min(shipped.brier, trial.level.brier);
  if (own !== null && trial.own !== null) {
    const { auc, brier } = trial.own;
    const ranks = auc.value !== null && auc.low !== null && auc.low > 0.5 && auc.value >= (shipped.auc.value ?? 1);
    if (ranks && brier <= rival) return 'own';
  }
  return trial.level.brier <= shipped.brier ? 'level' : 'shipped';
}
