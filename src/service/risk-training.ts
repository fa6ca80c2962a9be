import type { ModelFigure, RiskTraining, TrainedModel } from '../contract/index.ts';
import { type TrainedRisk, trainRisk, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { wilson } from '../statistics/index.ts';
import { isoOf } from './decision-document.ts';
import type { RiskTrainingRequest } from './firebreak.ts';

type Generation = TrainedRisk['generations'][number];

/** Learns from the repository's own labels and gives the contract's report. */
export async function trainOnRepository(world: World, request: RiskTrainingRequest): Promise<RiskTraining> {
  const { repository, labels, progress, signal } = request;
  const trained = await trainRisk({ world, repository, labels, progress, signal });
  return {
    schema: 'firebreak.risk-training/v1',
    repository: printable(trained.description.name),
    made_at: isoOf(world.now()) ?? '',
    labels: trained.labels,
    landed: trained.landed,
    kept: trained.kept,
    fitted: trained.fitted,
    models: trained.generations.map(modelOf),
    limits: limitsOf(trained),
  };
}

function modelOf(generation: Generation): TrainedModel {
  const { at, labels, use, trial } = generation;
  return {
    as_of: at.commit,
    landed: at.landed,
    harmful: { count: labels.harmful, n: labels.changes, ...wilson(labels.harmful, labels.changes) },
    use,
    because: reasonOf(generation),
    trial:
      trial === null
        ? null
        : {
            changes: trial.changes,
            harmful: trial.harmful,
            shipped: figureDocumentOf(trial.shipped),
            level: figureDocumentOf(trial.level),
            own: trial.own === null ? null : figureDocumentOf(trial.own),
          },
  };
}

type Figure = NonNullable<Generation['trial']>['shipped'];

/** The contract's figure of one model. */
export function figureDocumentOf({ auc, brier, bins }: Figure): ModelFigure {
  return { auc, brier, reliability: bins.map((bin) => ({ ...bin })) };
}

/** One sentence on why a generation is used as it is. */
function reasonOf({ use, level, own, trial }: Generation): string {
  if (use === 'own') return 'on changes it had not seen, it ranked and predicted no worse than the shipped weights';
  if (level === null) return 'too few labelled changes for a base rate of its own';
  if (trial === null) return 'nothing landed yet on which an earlier model could show what it is worth';
  const trees =
    own === null || trial.own === null
      ? 'too few labelled changes for trees of its own'
      : 'its own trees were no better';
  return use === 'level'
    ? `${trees}; its own base rate predicted no worse`
    : `${trees}; its own base rate predicted worse`;
}

function limitsOf({ labels, kept, generations }: TrainedRisk): string[] {
  return [
    labels === 'stated'
      ? 'Harm is what reverts and Fixes: trailers state: a lower bound, and the score predicts no more than that.'
      : 'Harm includes changes whose lines a later fix changed: such labels are noisy (see docs/labels.md).',
    'Each model is tried on changes that landed after it; what is found harmful later is missing from the newest.',
    ...(generations.length === 0
      ? ['Too few changes have landed to learn from: the shipped weights stay in use.']
      : []),
    ...(kept ? [] : ['Nothing could be kept (FIREBREAK_CACHE): later runs score with the shipped weights.']),
  ];
}
