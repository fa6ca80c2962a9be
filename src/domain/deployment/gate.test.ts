import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import { brakedGate, GATE_GRACE_MS, GATE_LIMIT_MS, gateNextStep, judgeGate } from './gate.ts';
import type { DeploymentGate } from './gate-model.ts';
import type { CommitRecord, LandedVerdict, LandingRecord } from './model.ts';

const COMMIT = 'a'.repeat(40) as CommitId;
const GATE: DeploymentGate = {
  id: 'sha256:1' as Digest,
  forge: 'github',
  repository: 'shop/store',
  environment: 'production',
  commit: COMMIT,
  callback: '',
};
const VERDICTS = ['allow', 'overridden', 'hold', 'block', 'unknown', 'undecided', 'other-content'] as const;

const landing = fc.record({
  commit: fc.constant(COMMIT),
  submission: fc.option(fc.constantFrom('github:shop/store#1', 'github:shop/store#2')),
  verdict: fc.option(fc.constantFrom<LandedVerdict>(...VERDICTS)),
}) satisfies fc.Arbitrary<LandingRecord>;
const record: fc.Arbitrary<CommitRecord> = fc.oneof(
  fc.constantFrom<CommitRecord>(
    { kind: 'unknown' },
    { kind: 'not-on-protected-branch' },
    { kind: 'cannot-tell', why: 'nobody knows' },
  ),
  fc.record({
    kind: fc.constant('landed' as const),
    landings: fc.array(landing, { maxLength: 5 }),
    isWhole: fc.boolean(),
  }),
);
const age = fc.integer({ min: 0, max: GATE_LIMIT_MS + 1 });

const judged = (of: CommitRecord, ageMs: number) => judgeGate(GATE, { record: of, proposed: [], ageMs });
const landed = (...verdicts: readonly (LandedVerdict | null)[]): CommitRecord => ({
  kind: 'landed',
  landings: verdicts.map((verdict) => ({
    commit: COMMIT,
    submission: verdict === null ? null : 'github:shop/store#1',
    verdict,
  })),
  isWhole: true,
});

describe('a deployment that waits', () => {
  it('is approved only where all that it brings is known, and every part was let pass', () => {
    fc.assert(
      fc.property(record, age, (of, ageMs) => {
        const { state, reasons } = judged(of, ageMs);
        const isClean =
          of.kind === 'landed' &&
          of.isWhole &&
          of.landings.length > 0 &&
          of.landings.every((each) => each.submission !== null && /^(?:allow|overridden)$/.test(each.verdict ?? ''));
        expect(state === 'approved').toBe(isClean);
        expect(reasons.length > 0).toBe(!isClean);
        if (state !== 'approved') expect(gateNextStep(reasons)).not.toContain('Nothing');
      }),
    );
  });

  it('never goes by waiting: in the end it is refused', () => {
    fc.assert(
      fc.property(record, (of) => {
        expect(judged(of, GATE_LIMIT_MS).state).not.toBe('waiting');
        if (judged(of, 0).state === 'approved') return;
        expect(judged(of, GATE_LIMIT_MS).state).toBe('rejected');
      }),
    );
  });

  it('is refused when what it brings surely was not let pass, and only once every landing may be known', () => {
    for (const verdict of ['hold', 'block', null] as const) {
      expect(judged(landed('allow', verdict), GATE_GRACE_MS - 1).state).toBe('waiting');
      expect(judged(landed('allow', verdict), GATE_GRACE_MS).state).toBe('rejected');
    }
    for (const verdict of ['unknown', 'undecided', 'other-content'] as const) {
      expect(judged(landed('allow', verdict), GATE_LIMIT_MS - 1).state).toBe('waiting');
    }
  });

  it('of a commit that did not land names who proposed it', () => {
    const given = {
      record: { kind: 'not-on-protected-branch' },
      proposed: ['github:shop/store#7'],
      ageMs: GATE_GRACE_MS,
    } as const;
    expect(judgeGate(GATE, given)).toMatchObject({
      state: 'rejected',
      reasons: [{ code: 'not-on-protected-branch', submission: 'github:shop/store#7' }],
      changes: ['github:shop/store#7'],
    });
  });
});

describe('a deployment under a brake', () => {
  const hold = { code: 'braked', commit: null, submission: null, text: 'brake-1 holds it' } as const;

  it('waits where it would go, and is let go by nothing that a brake does', () => {
    fc.assert(
      fc.property(record, age, fc.boolean(), (of, ageMs, isHeld) => {
        const before = judged(of, ageMs);
        const after = brakedGate(before, isHeld ? [hold] : []);
        expect(after.state).toBe(isHeld && before.state === 'approved' ? 'waiting' : before.state);
        if (after.state === 'waiting') expect(gateNextStep(after.reasons)).not.toBe('');
      }),
    );
  });
});
