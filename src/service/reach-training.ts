import type { ReachTraining } from '../contract/index.ts';
import { REPAIR_MINIMUM, type TrainedReach, trainReach, type World } from '../control/index.ts';
import { assertNever, printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';
import type { ReachTrainingRequest } from './firebreak.ts';

/** Learns from the repository's own repairs and gives the contract's report. */
export async function trainReachOnRepository(world: World, request: ReachTrainingRequest): Promise<ReachTraining> {
  const trained = await trainReach({ world, ...request });
  const { learnt } = trained;
  return {
    schema: 'firebreak.reach-training/v1',
    repository: printable(trained.description.name),
    made_at: isoOf(world.now()) ?? '',
    landed: trained.landed,
    limit: trained.limit,
    repairs: learnt.repairs,
    needed: REPAIR_MINIMUM,
    ...decisionOf(learnt),
    kept: trained.kept,
    trial: learnt.kind === 'too-few' ? null : trialOf(learnt.trial),
    limits: limitsOf(trained),
  };
}

function decisionOf(learnt: TrainedReach['learnt']): Pick<ReachTraining, 'use' | 'because' | 'own_share'> {
  switch (learnt.kind) {
    case 'too-few':
      return { use: 'unchanged', because: tooFew(learnt.repairs), own_share: null };
    case 'tried':
      return learnt.own === null
        ? { use: 'shipped', because: notBetter(learnt.trial), own_share: null }
        : {
            use: 'repository',
            because:
              'on repairs it had not seen it found no less among the first 10 files, and more among the first 50',
            own_share: learnt.own.share,
          };
    default:
      return assertNever(learnt);
  }
}

function tooFew(repairs: number): string {
  return repairs < REPAIR_MINIMUM
    ? `not enough data: ${repairs} repairs touched files beside the change, ${REPAIR_MINIMUM} are needed`
    : 'not enough data: too few of the repairs had landed before the newest quarter of them began';
}

type Trial = Extract<TrainedReach['learnt'], { readonly kind: 'tried' }>['trial'];

function notBetter({ recall }: Trial): string {
  const lost = (recall.find(({ at }) => at === 10)?.difference.value ?? -1) < 0;
  return lost
    ? 'on repairs they had not seen, trees of its own found less among the first 10 files'
    : 'on repairs they had not seen, trees of its own found no more among the first 50 files than chance explains';
}

function trialOf({ learntFrom, repairs, files, recall }: Trial): ReachTraining['trial'] {
  return { learnt_from: learntFrom, repairs, files, recall: recall.map((each) => ({ ...each })) };
}

function limitsOf({ learnt, kept, limit, landed }: TrainedReach): string[] {
  return [
    'Which change a fix repaired comes from blame of the lines that it changed: such labels are noisy (see docs/labels.md).',
    ...(landed > limit ? [`Fixes among the newest ${limit} landed changes were traced (--limit).`] : []),
    ...(learnt.kind === 'tried' && !kept
      ? ['Nothing could be kept (FIREBREAK_CACHE): later runs rank with the shipped weights.']
      : []),
  ];
}
