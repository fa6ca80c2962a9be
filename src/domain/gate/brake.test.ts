import { describe, expect, it } from 'vitest';
import { digestOf, instant } from '../../kernel/index.ts';
import { activeOf, engageBrake, evolve, known, NO_BRAKES, targetOf } from '../brake/index.ts';
import { indexPeople } from '../catalog/index.ts';
import { compilePolicy, type Facts, type Rule } from '../policy/index.ts';
import type { Signoff } from '../review/index.ts';
import type { BrakeQuestion } from './brake.ts';
import { type DecideInput, decide } from './decide.ts';

const content = digestOf('content');
const NOW = instant(100_000);
const people = indexPeople({
  people: [
    { id: 'ana', level: 'senior', mails: ['ana@x'], handles: [], teams: [] },
    { id: 'di', level: 'senior', mails: ['di@x'], handles: [], teams: [] },
  ],
});
const groups = [
  'change',
  'author',
  'provenance',
  'catalog',
  'evidence',
  'risk',
  'scanner',
  'operation',
  'blast',
  'companions',
  'flag',
  'repository',
];
const facts = { values: Object.fromEntries(groups.map((group) => [group, {}])), unknown: {} } as unknown as Facts;

function braked(lane: 'ordinary' | 'hotfix' = 'ordinary', service = 'checkout'): BrakeQuestion {
  const came = engageBrake(
    NO_BRAKES,
    {
      scope: [{ kind: 'service', service: 'checkout' }],
      reason: 'INC-7',
      by: { kind: 'human', id: 'account:1', name: 'dora' },
      from: null,
      end: { kind: 'until', at: instant(NOW + 60_000) },
      window: null,
      lanes: { hotfix: 1, revert: true },
      cause: null,
    },
    NOW,
  );
  if (!came.ok) throw new Error(came.rejection.code);
  const board = came.value.reduce(evolve, NO_BRAKES);
  return { active: activeOf(board.brakes, NOW), target: targetOf({ services: known([service]), lane }) };
}

function input(other: Partial<DecideInput> = {}): DecideInput {
  return {
    facts,
    policy: compilePolicy({ rules: [], profiles: [], seniorMinutesPerWeek: null }),
    signoffs: [],
    review: {
      contentDigest: content,
      participants: [{ role: 'author', personId: null, mail: 'di@x', handle: null }],
      people,
      owners: null,
      automated: [],
    },
    now: NOW,
    ...other,
  };
}

function signedBy(mail: string): Signoff {
  return { by: { personId: null, mail, handle: null }, contentDigest: content, at: NOW, source: 'cli', edited: false };
}

describe('a decision under a brake', () => {
  it('holds whatever the mode of the rules, and says who, why and until when', () => {
    const decision = decide(input({ brakes: braked() }));
    expect(decision).toMatchObject({ decision: 'hold', ruled: 'allow', wouldDecide: 'hold', exit: 3, mode: 'enforce' });
    expect(decision.blockers).toMatchObject([
      {
        code: 'brake/brake-1',
        rule: 'brake',
        effect: 'hold',
        because: 'INC-7',
        expiresAt: NOW + 60_000,
        missing: null,
      },
    ]);
    expect(decision.blockers[0]?.message).toContain('dora');
    expect(decision.nextStep.argv).toEqual(['firebreak', 'brake', 'list']);
    expect(decide(input({ brakes: braked('ordinary', 'cart') })).decision).toBe('allow');
  });

  it('never turns a refusal or an unusable policy into less', () => {
    const origin = { file: 'firebreak.yaml', line: 1 };
    const rule: Rule = {
      id: 'no',
      when: 'true',
      effect: { kind: 'block' },
      because: 'x',
      mode: 'enforce',
      expires: null,
      origin,
      profile: null,
    };
    const blocked = compilePolicy({ rules: [rule], profiles: [], seniorMinutesPerWeek: null });
    expect(decide(input({ policy: blocked, brakes: braked() }))).toMatchObject({ decision: 'block', ruled: 'block' });
    const unusable = decide(input({ policy: { ok: false, rejection: [] }, brakes: braked() }));
    expect(unusable.decision).toBe('unknown');
    expect(unusable.blockers.map(({ code }) => code)).toEqual(['policy/unusable', 'brake/brake-1']);
  });

  it('counts only sign-offs that the gate counts: none of whoever made it', () => {
    const signed = (mail: string) => decide(input({ brakes: braked('hotfix'), signoffs: [signedBy(mail)] })).decision;
    expect(signed('di@x')).toBe('hold');
    expect(signed('ana@x')).toBe('allow');
    expect(decide(input({ brakes: braked(), signoffs: [signedBy('ana@x')] })).decision).toBe('hold');
  });

  it('has facts of its own, and those of the change alone where nothing holds it', () => {
    const free = decide(input());
    expect(decide(input({ brakes: braked() })).factsDigest).not.toBe(free.factsDigest);
    expect(decide(input({ brakes: braked('ordinary', 'cart') })).factsDigest).toBe(free.factsDigest);
  });
});
