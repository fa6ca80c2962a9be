import type { Facts, FactValues } from '../policy/index.ts';
import {
  cappedUplifts,
  type Features,
  probabilityOf,
  type RepositoryNorm,
  type RiskScore,
  type ScoringModel,
  scoreChange,
  shippedScoring,
  type Uplift,
} from '../risk/index.ts';

/** What a change's risk is computed from, as known when it was proposed. */
export interface RiskInput {
  readonly features: Features;
  /** 0..100 among the changes before it; `null` = too few. */
  readonly percentile: number | null;
  /** What is usual in the repository; `null` = not at hand. */
  readonly norm: RepositoryNorm | null;
  /** What scores it; left out = the weights as shipped. */
  readonly scoring?: ScoringModel;
  /** The history before the change is cut too shortly for its features to mean anything; left out = it is not. */
  readonly cut?: boolean;
  /** Findings of other analyses (scanners, destructive operations): they count like those that facts show. */
  readonly found?: readonly FoundUplift[];
}

/** A finding of another analysis, with what would take it away; `null` = nothing simple would. */
export interface FoundUplift extends Uplift {
  readonly relief: string | null;
}

/**
 * Percentage points that each finding adds. They are set by judgement and not learnt, since the public data behind the
 * weights knows none of them; each is small beside what size and history say, and all are capped (see `cappedUplifts`).
 */
export const UPLIFT_POINTS = {
  tierZero: 5,
  criticalFlow: 4,
  migration: 5,
  infrastructure: 3,
  codeWithoutTests: 3,
  unowned: 2,
  unknownProvenanceOnTierZero: 3,
  scannerError: 6,
  scannerWarning: 3,
  destructiveOperation: 8,
  breakingOperation: 4,
} as const;

/** Why nothing is known of risk in a shallow clone, and what ends that. */
const HISTORY_CUT =
  'the history before this change is cut (a shallow clone): git fetch --unshallow (in CI: a full fetch depth)';

/** The risk of a change with the findings that its features cannot see. */
export function riskOf(facts: Facts, input: RiskInput): RiskScore {
  const score = scoreChange({
    model: (input.scoring ?? shippedScoring()).model,
    features: input.features,
    norm: input.norm,
    uplifts: [...upliftsOf(facts.values), ...(input.found ?? [])],
  });
  return { ...score, percentile: input.percentile };
}

/**
 * Why a change has no risk although history was read: uncounted lines would pass for none, and the files and people of a cut
 * history for new ones. `null` = it has one.
 */
export function whyWithoutRisk({ unknown }: Facts, input: Pick<RiskInput, 'cut'> | null): string | null {
  return unknown['change.added_lines'] ?? (input?.cut === true ? HISTORY_CUT : null);
}

/** Adds the facts of risk; what is not computed is unknown, with the reason. */
export function withRisk(facts: Facts, score: RiskScore | null, input: Pick<RiskInput, 'cut'> | null): Facts {
  const { 'risk.score': _score, 'risk.percentile': _percentile, ...unknown }: Record<string, string> = facts.unknown;
  const risk: { score?: number; percentile?: number } = {};
  const without = whyWithoutRisk(facts, input);
  if (score === null) unknown['risk.score'] = without ?? 'the history before this change was not read';
  else risk.score = score.probability;
  const percentile = score?.percentile ?? null;
  if (percentile === null) unknown['risk.percentile'] = without ?? 'there are too few landed changes to compare with';
  else risk.percentile = percentile;
  return { values: { ...facts.values, risk }, unknown };
}

/** Findings in plain words; only what is known counts, so that a missing fact never adds risk by itself. */
function upliftsOf({ change, catalog, provenance, repository }: FactValues): readonly Uplift[] {
  const classes = change.classes ?? [];
  const uplifts: Uplift[] = [];
  const add = (applies: boolean, name: string, points: number): void => {
    if (applies) uplifts.push({ name, points });
  };
  add(catalog.tier === 0, 'touches tier 0', UPLIFT_POINTS.tierZero);
  const flows = catalog.flows ?? [];
  add(flows.length > 0, `touches ${flowsText(flows)}`, UPLIFT_POINTS.criticalFlow);
  add(classes.includes('migration'), 'changes a data migration', UPLIFT_POINTS.migration);
  add(classes.includes('infrastructure'), 'changes infrastructure', UPLIFT_POINTS.infrastructure);
  add(
    classes.includes('code') && change.test_changed === false && repository.has_tests === true,
    'changes code and no test, where tests exist',
    UPLIFT_POINTS.codeWithoutTests,
  );
  add((catalog.unowned_paths ?? []).length > 0, 'touches files that nobody owns', UPLIFT_POINTS.unowned);
  add(
    catalog.tier === 0 && provenance.assistance === 'unknown',
    'who or what wrote it is unknown, on tier 0',
    UPLIFT_POINTS.unknownProvenanceOnTierZero,
  );
  return uplifts;
}

const SHOWN_FLOWS = 3;

function flowsText(flows: readonly string[]): string {
  const more = flows.length > SHOWN_FLOWS ? ` and ${flows.length - SHOWN_FLOWS} more` : '';
  return `the critical flow ${flows.slice(0, SHOWN_FLOWS).join(', ')}${more}`;
}

/** Something that would lower the risk of a change, and by how many percentage points. */
export interface RiskRelief {
  readonly text: string;
  readonly points: number;
}

const RELIEF: Readonly<Record<string, string>> = {
  'changes code and no test, where tests exist': 'change a test together with the code',
  'touches files that nobody owns': 'give the touched files an owner (CODEOWNERS or firebreak.yaml)',
  'who or what wrote it is unknown, on tier 0': 'record who or what wrote it: firebreak provenance record --tool NAME',
};

/** What would lower the risk most, by scoring the change again without it; largest first, only what helps. */
export function reliefsOf(facts: Facts, input: RiskInput): readonly RiskRelief[] {
  const { model } = input.scoring ?? shippedScoring();
  const uplifts = [...upliftsOf(facts.values), ...(input.found ?? [])];
  const whole = probabilityOf({ model, features: input.features, uplifts });
  const split = probabilityOf({ model, features: halved(input.features), uplifts });
  const reliefs = [
    { text: 'split it into two changes of equal size (each)', points: 100 * (whole - split) },
    ...cappedUplifts(uplifts).flatMap(({ name, points }) => {
      const text = input.found?.find((found) => found.name === name)?.relief ?? RELIEF[name];
      return text === undefined ? [] : [{ text, points }];
    }),
  ];
  return reliefs.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
}

/** One half of a change: half the lines, files and folders, the same purpose and past. */
function halved(features: Features): Features {
  const half = (count: number): number => Math.ceil(count / 2);
  return {
    ...features,
    la: half(features.la),
    ld: half(features.ld),
    lt: half(features.lt),
    nf: half(features.nf),
    nd: half(features.nd),
    ns: half(features.ns),
    nuc: half(features.nuc),
    entropy: Math.max(0, features.entropy - 1),
  };
}
