import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../domain/rollout/index.ts';
import { namedByFlags, rolloutTarget } from './brake-target.ts';

const METADATA: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'new-checkout': [{ flow: 'pay', service: 'wallet' }],
  odd: [{ flow: 7 }],
};
const metadataOf = (key: string) => METADATA[key] ?? [];

/** As far as brakes ask. */
function rollout(flags: readonly string[], change: string | null = 'local:shop#1') {
  const targets = [
    { id: 'deploy', engine: 'haproxy', name: 'new-checkout', version: null },
    ...flags.map((name) => ({ id: name, engine: 'flag', name, version: null })),
  ];
  const plan = { service: 'shop', targets } as unknown as Rollout['plan'];
  return { plan, weight: { tier: 2, riskPercentile: null }, subject: { change } as Rollout['subject'] } as const;
}

const repositories = [
  { services: [{ id: 'wallet', tier: 1 }], flows: [{ id: 'pay', tier: 0 }] },
] as unknown as Parameters<typeof rolloutTarget>[1]['repositories'];

const target = (flags: readonly string[], change?: string | null) => {
  const asked = rollout(flags, change);
  return rolloutTarget(asked, { named: namedByFlags(asked, metadataOf), repositories });
};

describe('a rollout as brakes see it', () => {
  it('touches what its flags name, with the tiers of that, beside the service of its plan', () => {
    expect(target(['new-checkout'])).toMatchObject({
      services: { values: ['shop', 'wallet'] },
      flows: { values: ['pay'] },
      tiers: { values: [2, 1, 0] },
    });
  });

  it('touches no more than its service where its flags name nothing, and where a deployment bears the name of a flag', () => {
    for (const flags of [[], ['odd'], ['unheard-of']]) {
      expect(target(flags)).toMatchObject({
        services: { values: ['shop'] },
        flows: { values: [] },
        tiers: { values: [2] },
      });
    }
  });

  it('does not know which flows it touches where nobody named the change, whatever its flags say', () => {
    expect(target(['new-checkout'], null).flows).toEqual(target([], null).flows);
  });
});
