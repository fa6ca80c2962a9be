import {
  fitWeights,
  type LabelledChange,
  modelOf,
  type RiskModel,
  refit,
  riskLogOdds,
  riskProbability,
  shippedHasSeen,
  shippedModel,
} from '../../src/domain/risk/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import type { Project } from './project.ts';

/** Scores of one model on one project's test part. */
export interface ModelScores {
  readonly model: string;
  readonly setting: 'within' | 'across' | 'blended' | 'baseline' | 'shuffled';
  /** Higher = more likely harmful; in the order of the test part. */
  readonly scores: readonly number[];
  /** Calibrated probabilities, where the model states any. */
  readonly probabilities: readonly number[] | null;
  readonly labels: readonly number[];
}

/** What could not be scored, and why. */
export interface Gap {
  readonly project: string;
  readonly model: string;
  readonly reason: string;
}

/** Ours, the baseline and the published scores of one project, with what is missing. */
export function scoreProject(
  project: Project,
  options: { readonly all: readonly Project[]; readonly seed: number },
): { readonly models: readonly ModelScores[]; readonly gaps: readonly Gap[] } {
  const labels = project.test.map((row) => row.label);
  const gaps: Gap[] = [];
  const gap = (model: string, reason: string): void => void gaps.push({ project: project.name, model, reason });
  const models: ModelScores[] = [
    {
      model: 'lines added',
      setting: 'baseline',
      scores: project.test.map((row) => row.features.la),
      probabilities: null,
      labels,
    },
  ];
  for (const { model, setting, labels: stated, scores } of project.published) {
    if (stated.length !== labels.length || stated.some((label, row) => label !== labels[row])) {
      gap(model, `published labels (${stated.length}) are not those of the test part (${labels.length})`);
    } else models.push({ model, setting, scores, probabilities: null, labels });
  }
  const own = refit(project.train, null);
  if (own.ok) models.push(ours(own.value, project.test, 'within'));
  else gap('firebreak within', `${own.rejection.code}: ${own.rejection.found} of ${own.rejection.needed}`);
  const others = options.all.filter((other) => other.digest !== project.digest);
  if (others.length > 0) {
    const prior = modelOf(
      fitWeights(
        others.map((other) => other.train),
        [],
      ),
    );
    models.push(ours(prior, project.test, 'across'));
    const blend = refit(project.train, prior);
    if (blend.ok) models.push(ours(blend.value, project.test, 'blended'));
  } else gap('firebreak across', 'there is no other project to learn from');
  const commits = [...project.train, ...project.test].map((row) => row.commit);
  if (shippedHasSeen(commits)) gap('shipped weights', 'they were trained on commits of this file');
  else models.push({ ...ours(shippedModel(), project.test, 'across'), model: 'shipped weights' });
  const shuffled = shuffledScores(project, options.seed);
  if (shuffled !== null) models.push(shuffled);
  return { models, gaps };
}

/**
 * The leak test: all labels of the project change places, then everything runs as before. Features that know
 * nothing of labels give an AUC of one half.
 */
export function shuffledScores(project: Pick<Project, 'train' | 'test'>, seed: number): ModelScores | null {
  const rows: LabelledChange[] = [...project.train, ...project.test];
  const labels = rows.map((row) => row.label);
  const random = seededRandom(seed);
  for (let at = labels.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [labels[at], labels[other]] = [labels[other] ?? 0, labels[at] ?? 0];
  }
  const relabelled = rows.map((row, at) => ({ features: row.features, label: labels[at] ?? 0 }));
  const fitted = refit(relabelled.slice(0, project.train.length), null);
  if (!fitted.ok) return null;
  return { ...ours(fitted.value, relabelled.slice(project.train.length), 'within'), setting: 'shuffled' };
}

function ours(model: RiskModel, test: readonly LabelledChange[], setting: ModelScores['setting']): ModelScores {
  return {
    model: 'firebreak',
    setting,
    scores: test.map((row) => riskLogOdds(model, row.features)),
    probabilities: test.map((row) => riskProbability(model, row.features)),
    labels: test.map((row) => row.label),
  };
}
