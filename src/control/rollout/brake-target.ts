import { type BrakeTarget, known, targetOf, unknown } from '../../domain/brake/index.ts';
import type { Tier } from '../../domain/catalog/index.ts';
import type { Rollout } from '../../domain/rollout/index.ts';
import type { StatedRepository } from '../detection/stated.ts';

/** What flags that a rollout moves say of themselves. */
export interface NamedByFlags {
  readonly services: readonly string[];
  readonly flows: readonly string[];
}

/** What the flags of a rollout name by their metadata `service` and `flow`; `metadataOf` gives that of every flag of a key. */
export function namedByFlags(
  { plan }: Pick<Rollout, 'plan'>,
  metadataOf: (key: string) => readonly Readonly<Record<string, unknown>>[],
): NamedByFlags {
  const all = plan.targets.flatMap(({ engine, name }) => (engine === 'flag' ? metadataOf(name) : []));
  const named = (part: 'service' | 'flow'): readonly string[] =>
    all.flatMap((metadata) => (typeof metadata[part] === 'string' ? [metadata[part]] : []));
  return { services: named('service'), flows: named('flow') };
}

/**
 * A rollout as brakes see it: the service of its plan, what its flags name, and the tiers of those. What a change has of agents, paths and patterns, the
 * brakes on the change know.
 */
export function rolloutTarget(
  { plan, weight, subject }: Pick<Rollout, 'plan' | 'weight' | 'subject'>,
  given: {
    readonly named: NamedByFlags;
    readonly repositories: readonly Pick<StatedRepository, 'services' | 'flows'>[];
  },
): BrakeTarget {
  const { named, repositories } = given;
  const none = subject.change === null ? unknown('no change was named') : known<string>([]);
  const tiers = repositories.flatMap(({ services, flows }) => [
    ...services.filter(({ id }) => named.services.includes(id)).map(({ tier }) => tier),
    ...flows.filter(({ id }) => named.flows.includes(id)).map(({ tier }) => tier),
  ]);
  return targetOf({
    services: known([...new Set([plan.service, ...named.services])]),
    tiers: weight.tier === null ? unknown('the tier is not known') : known<Tier>([...new Set([weight.tier, ...tiers])]),
    flows: subject.change === null || named.flows.length === 0 ? none : known([...new Set(named.flows)]),
    paths: none,
    agents: none,
    models: none,
    patterns: none,
    lane: 'ordinary',
  });
}
