import type { FeatureName, Features } from './feature.ts';
import { calibrated, type RiskModel, riskLogOdds, riskProbability } from './model.ts';
import type { RepositoryNorm } from './repository-norm.ts';

/** One reason for a score, told as what the change is beside what is usual. */
export interface RiskFactor {
  readonly kind: FactorKind;
  /** Plain words: `touches 14 files in 6 folders, more than 93 % of changes here`. */
  readonly text: string;
  /** Percentage points of risk this adds (below 0: takes away) beside the same change with what is usual here. */
  readonly points: number;
  /** 0..100 among preceding changes here, of the feature that {@link text} compares; `null` = too few changes. */
  readonly percentile: number | null;
}

export type FactorKind = 'size' | 'spread' | 'file-size' | 'purpose' | 'file-history' | 'familiarity';

/** Factors told of one change. */
export const FACTOR_LIMIT = 5;
/** A factor that moves the risk by less is not worth a reader's time. */
const WORTH_TELLING = 0.5;

interface FactorGroup {
  readonly kind: FactorKind;
  readonly features: readonly FeatureName[];
  /** The feature whose percentile is told. */
  readonly compared: FeatureName;
  readonly words: (features: Features) => string;
}

const GROUPS: readonly FactorGroup[] = [
  {
    kind: 'size',
    features: ['la', 'ld'],
    compared: 'la',
    words: ({ la, ld }) => `adds ${counted(la, 'line')} and deletes ${counted(ld, 'line')}`,
  },
  {
    kind: 'spread',
    features: ['ns', 'nd', 'nf', 'entropy'],
    compared: 'nf',
    words: ({ nf, nd }) => `touches ${counted(nf, 'file')} in ${counted(nd, 'folder')}`,
  },
  {
    kind: 'file-size',
    features: ['lt'],
    compared: 'lt',
    words: ({ lt }) => `changes files of ${counted(lt, 'line')} together`,
  },
  {
    kind: 'purpose',
    features: ['fix'],
    compared: 'fix',
    words: ({ fix }) => (fix > 0 ? 'repairs something' : 'is no repair'),
  },
  {
    kind: 'file-history',
    features: ['ndev', 'age', 'nuc'],
    compared: 'nuc',
    words: ({ nuc, ndev, age }) =>
      `with this one its files had ${counted(nuc, 'change')} by ${counted(ndev, 'author')}, the last before it ${counted(age, 'day')} ago on average`,
  },
  {
    kind: 'familiarity',
    features: ['exp', 'rexp', 'sexp'],
    compared: 'sexp',
    words: ({ sexp }) => `with this change its author has changed ${counted(sexp, 'file')} in these areas`,
  },
];

/**
 * The reasons that move the risk most, largest first: each is the difference to the same change with that group of
 * features set to the median of the repository's preceding changes. Factors overlap (a large change is often also
 * spread), so their points do not add up to the risk.
 */
export function factorsOf(options: {
  readonly model: RiskModel;
  readonly features: Features;
  readonly norm: RepositoryNorm | null;
}): RiskFactor[] {
  const { model, features, norm } = options;
  const probability = riskProbability(model, features);
  return GROUPS.map((group): RiskFactor => {
    const usual = Object.fromEntries(group.features.map((name) => [name, norm?.typical(name) ?? model.typical[name]]));
    const without = calibrated(model, riskLogOdds(model, { ...features, ...usual }));
    const percentile = norm?.percentile(group.compared, features[group.compared]) ?? null;
    const told = group.words(features);
    return {
      kind: group.kind,
      text: group.kind === 'purpose' ? told : `${told}${comparison(percentile)}`,
      points: 100 * (probability - without),
      percentile,
    };
  })
    .filter((factor) => Math.abs(factor.points) >= WORTH_TELLING)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.kind < b.kind ? -1 : 1))
    .slice(0, FACTOR_LIMIT);
}

function comparison(percentile: number | null): string {
  if (percentile === null) return '';
  if (percentile >= 55) return `, more than ${Math.floor(percentile)} % of changes here`;
  if (percentile <= 45) return `, less than ${Math.floor(100 - percentile)} % of changes here`;
  return ', about as usual here';
}

function counted(value: number, unit: string): string {
  const rounded = Math.round(value);
  return `${rounded.toLocaleString('en-GB')} ${unit}${rounded === 1 ? '' : 's'}`;
}
