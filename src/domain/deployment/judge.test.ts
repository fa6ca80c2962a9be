import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import {
  type CommitRecord,
  type ConfigurationRecord,
  type Deployment,
  type DeploymentRecord,
  type ImageRecord,
  judgeDeployment,
  type LandedVerdict,
  type LandingRecord,
} from './index.ts';

const COMMIT = 'a'.repeat(40) as CommitId;
const OTHER = 'b'.repeat(40) as CommitId;
const IMAGE = `registry.example/shop@sha256:${'c'.repeat(64)}`;
const NOTHING: DeploymentRecord = { commit: null, image: null, configuration: null };

function deployed(parts: Partial<Deployment> = {}): Deployment {
  return {
    id: 'sha256:x' as Digest,
    forge: 'local',
    repository: 'shop',
    service: 'checkout',
    environment: 'production',
    commit: null,
    image: null,
    configurationDigest: null,
    at: instant(0),
    ...parts,
  };
}

function codes(deployment: Deployment, record: Partial<DeploymentRecord>): readonly string[] {
  const event = judgeDeployment(deployment, { ...NOTHING, ...record });
  return event.kind === 'UnrecordedDeploymentFound' ? event.reasons.map(({ code }) => code) : [event.kind];
}

const landing = (verdict: LandedVerdict | null, submission: string | null = 'local:shop#1'): LandingRecord => ({
  commit: COMMIT,
  submission,
  verdict,
});
const landed = (...landings: readonly LandingRecord[]): CommitRecord => ({ kind: 'landed', landings, isWhole: true });

describe('a deployed commit', () => {
  const one = deployed({ commit: COMMIT });

  it('is recorded where everything it brings was let pass', () => {
    expect(codes(one, { commit: landed(landing('allow'), landing('overridden')) })).toEqual(['DeploymentMatched']);
  });

  it('is told apart by why it is without a record', () => {
    expect(codes(one, { commit: { kind: 'unknown' } })).toEqual(['unknown-commit']);
    expect(codes(one, { commit: { kind: 'not-on-protected-branch' } })).toEqual(['not-on-protected-branch']);
    expect(codes(one, { commit: landed(landing('hold')) })).toEqual(['landed-while-held']);
    expect(codes(one, { commit: landed(landing('unknown')) })).toEqual(['landed-while-held']);
    expect(codes(one, { commit: landed(landing('block')) })).toEqual(['landed-while-blocked']);
    expect(codes(one, { commit: landed(landing('undecided')) })).toEqual(['landed-without-decision']);
    expect(codes(one, { commit: landed(landing('other-content')) })).toEqual(['cannot-tell']);
    expect(codes(one, { commit: landed(landing(null, null)) })).toEqual(['landed-without-decision']);
  });

  it('is never silently fine where it cannot be told', () => {
    expect(codes(one, {})).toEqual(['cannot-tell']);
    expect(codes(one, { commit: { kind: 'cannot-tell', why: 'cut history' } })).toEqual(['cannot-tell']);
    expect(codes(one, { commit: { kind: 'landed', landings: [landing('allow')], isWhole: false } })).toEqual([
      'cannot-tell',
    ]);
    expect(codes(one, { commit: landed() })).toEqual(['cannot-tell']);
    expect(codes(deployed(), {})).toEqual(['cannot-tell']);
  });
});

describe('an image and a configuration', () => {
  const pinned = (...commits: readonly CommitId[]): ImageRecord => ({ isPinned: true, commits });

  it('tells by its digest which commit it holds, where a deployment stated both', () => {
    const image = deployed({ image: IMAGE });
    expect(codes(image, { image: pinned() })).toEqual(['cannot-tell']);
    expect(codes(image, { image: { isPinned: false, commits: [COMMIT] } })).toEqual(['cannot-tell']);
    expect(codes(image, { image: pinned(COMMIT) })).toEqual(['cannot-tell']);
    expect(codes(image, { image: pinned(COMMIT), commit: landed(landing('allow')) })).toEqual(['DeploymentMatched']);
    expect(codes(image, { image: pinned(COMMIT), commit: landed(landing('block')) })).toEqual(['landed-while-blocked']);
    expect(codes(image, { image: pinned(COMMIT, OTHER), commit: null })).toEqual(['image-of-another-commit']);
    const both = deployed({ image: IMAGE, commit: COMMIT });
    expect(codes(both, { image: pinned(OTHER), commit: landed(landing('allow')) })).toEqual([
      'image-of-another-commit',
    ]);
    expect(codes(both, { image: pinned(COMMIT), commit: landed(landing('allow')) })).toEqual(['DeploymentMatched']);
  });

  it('needs a submission of that digest that was carried out', () => {
    const one = deployed({ configurationDigest: 'sha256:1' });
    const submission = 'operation:k';
    expect(codes(one, {})).toEqual(['configuration-without-submission']);
    expect(codes(one, { configuration: { kind: 'none' } })).toEqual(['configuration-without-submission']);
    expect(codes(one, { configuration: { kind: 'not-carried-out', submission } })).toEqual([
      'configuration-not-carried-out',
    ]);
    expect(codes(one, { configuration: { kind: 'carried-out', submission } })).toEqual(['DeploymentMatched']);
  });
});

const verdict = fc.constantFrom<LandedVerdict | null>(
  'allow',
  'overridden',
  'hold',
  'block',
  'unknown',
  'undecided',
  'other-content',
  null,
);
const landings = fc.array(
  fc.record({ commit: fc.constant(COMMIT), submission: fc.option(fc.constant('local:shop#1')), verdict }),
  { maxLength: 30 },
);
const commitRecord: fc.Arbitrary<CommitRecord | null> = fc.oneof(
  fc.constant(null),
  fc.constant<CommitRecord>({ kind: 'unknown' }),
  fc.constant<CommitRecord>({ kind: 'not-on-protected-branch' }),
  fc.constant<CommitRecord>({ kind: 'cannot-tell', why: 'x' }),
  fc.record({ kind: fc.constant('landed' as const), landings, isWhole: fc.boolean() }),
);
const record: fc.Arbitrary<DeploymentRecord> = fc.record({
  commit: commitRecord,
  image: fc.option(fc.record({ isPinned: fc.boolean(), commits: fc.subarray([COMMIT, OTHER]) })),
  configuration: fc.option(
    fc.oneof(
      fc.constant<ConfigurationRecord>({ kind: 'none' }),
      fc.constant<ConfigurationRecord>({ kind: 'not-carried-out', submission: 'operation:k' }),
      fc.constant<ConfigurationRecord>({ kind: 'carried-out', submission: 'operation:k' }),
    ),
  ),
});
const deployment = fc
  .record({
    commit: fc.option(fc.constant(COMMIT)),
    image: fc.option(fc.constant(IMAGE)),
    configurationDigest: fc.option(fc.constant('sha256:1')),
  })
  .map(deployed);
const isMatched = (one: Deployment, known: DeploymentRecord): boolean =>
  judgeDeployment(one, known).kind === 'DeploymentMatched';

describe('judging', () => {
  it('matches only where every stated part is known and everything it brings was let pass', () => {
    let matched = 0;
    fc.assert(
      fc.property(deployment, record, (one, known) => {
        if (!isMatched(one, known)) return;
        matched += 1;
        const { commit, configuration, image } = known;
        if (one.image !== null && one.commit === null) {
          expect([image?.isPinned, image?.commits.length]).toEqual([true, 1]);
        }
        if (one.commit !== null || one.image !== null) {
          expect(commit).toMatchObject({ kind: 'landed', isWhole: true });
          const all = commit?.kind === 'landed' ? commit.landings : [];
          expect(all.length).toBeGreaterThan(0);
          for (const each of all) expect(['allow', 'overridden']).toContain(each.verdict);
        }
        if (one.configurationDigest !== null) expect(configuration?.kind).toBe('carried-out');
        expect(one.commit ?? one.image ?? one.configurationDigest).not.toBeNull();
      }),
      { numRuns: 500, seed: 7 },
    );
    // The law would hold of a judge that matches nothing.
    expect(matched).toBeGreaterThan(0);
  });

  it('is never made recorded by one more landing or by knowing less', () => {
    fc.assert(
      fc.property(deployment, record, verdict, (one, known, extra) => {
        if (isMatched(one, known)) return;
        const { commit } = known;
        const more =
          commit?.kind === 'landed' && commit.landings.length > 0
            ? { ...known, commit: { ...commit, landings: [...commit.landings, landing(extra)] } }
            : known;
        expect(isMatched(one, more)).toBe(false);
        if (one.commit !== null) expect(isMatched(one, { ...known, commit: null })).toBe(false);
        if (one.configurationDigest !== null) expect(isMatched(one, { ...known, configuration: null })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
