import type { Instant } from '../../kernel/index.ts';
import type { Rollout, RolloutEvent } from '../rollout/index.ts';
import { OWN_KEY_PREFIX } from '../signal/index.ts';
import { newsUrl } from './link.ts';
import type { Page } from './page.ts';
import { stuckTarget, whyOf } from './rollout-news.ts';

/** Whether an event of a rollout may call somebody out, or stand beside incidents; by its kind alone. */
export function mayBeRolloutPage({ kind }: Pick<RolloutEvent, 'kind'>): boolean {
  return TELLING.has(kind);
}

const TELLING: ReadonlySet<RolloutEvent['kind']> = new Set([
  'RolloutStarted',
  'RolloutPaused',
  'OrderTroubled',
  'StopDecided',
  'RolloutEnded',
]);

/**
 * The page of an event of a rollout; `null` = none. Called out is whoever is on duty where users have a version that was found worse, or that is
 * to go back and does not; what goes back by itself, and where rollouts begin and end, stands beside incidents. `before` = the rollout right before.
 */
export function pageOfRollout(
  event: RolloutEvent,
  given: {
    readonly id: string;
    readonly before: Rollout | null;
    readonly at: Instant;
    readonly publicUrl: string | null;
  },
): Page | null {
  const { id, before, at, publicUrl } = given;
  const key = `${OWN_KEY_PREFIX}rollout-${id}`;
  const link = newsUrl(publicUrl, { kind: 'rollout-page', id });
  const change = (summary: string): Page => ({ action: 'change', summary, source: 'firebreak', at, link });
  if (event.kind === 'RolloutStarted') return change(`Rollout ${id} of ${event.plan.service} begins`);
  if (before === null) return null;
  const source = `${before.plan.service} in ${before.plan.environment}`;
  const trigger = (summary: string): Page => ({
    action: 'trigger',
    about: 'rollout',
    key,
    summary: `${source}: ${summary}`,
    source,
    severity: 'critical',
    at,
    link,
    alerts: [],
  });
  switch (event.kind) {
    case 'RolloutPaused':
      return event.cause.code === 'worse' ? trigger(`rollout ${id} is worse (${whyOf(before)}) and stays`) : null;
    case 'OrderTroubled': {
      const target = stuckTarget(event, before);
      return target === null ? null : trigger(`rollout ${id} is to go back, and ${target} does not follow`);
    }
    case 'StopDecided':
      return change(`Rollout ${id} of ${before.plan.service} is stopped`);
    case 'RolloutEnded':
      return event.end === 'finished'
        ? change(`Rollout ${id} of ${before.plan.service} is finished`)
        : { action: 'resolve', key };
    default:
      return null;
  }
}
