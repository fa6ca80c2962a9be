import { describe, expect, it } from 'vitest';
import type { Change, CommitId } from '../domain/change/index.ts';
import { type Generation, shippedModel, shippedScoring } from '../domain/risk/index.ts';
import { GENERATION_LIMIT, keepOwnModel, readOwnModel } from './kept-own-model.ts';
import { withOwnModel } from './own-risk.ts';
import type { RiskHistory } from './risk-basis.ts';

const order = Array.from({ length: 2_000 }, (_, at) => at.toString(16).padStart(40, '0') as CommitId);
const basis = { features: shippedModel().typical, percentile: 40, norm: null, scoring: shippedScoring() };
const history: RiskHistory = { order, landed: () => basis, next: () => basis };

function generation(landed: number, changes: Partial<Generation> = {}): Generation {
  return {
    at: { commit: order[landed - 1] ?? '', landed },
    labels: { source: 'traced', changes: 900, harmful: 90 },
    level: { slope: 1, offset: -2 },
    own: null,
    trial: null,
    use: 'level',
    ...changes,
  };
}

/** A cache of one file. */
function cacheOf(text: string | null) {
  let bytes: Uint8Array | null = text === null ? null : new TextEncoder().encode(text);
  return {
    recall: async () => bytes,
    keep: async (_name: string, kept: Uint8Array) => {
      bytes = kept;
    },
    text: () => new TextDecoder().decode(bytes ?? new Uint8Array()),
  };
}

async function kept(generations: readonly Generation[]) {
  const cache = cacheOf(null);
  await keepOwnModel(cache, { labels: 'traced', generations });
  return cache;
}

describe('a kept model of a repository', () => {
  it('is read as it was kept, the newest generations only', async () => {
    const many = Array.from({ length: GENERATION_LIMIT + 5 }, (_, at) => generation(400 + at));
    const read = await readOwnModel(await kept(many));
    expect(read).toEqual({ labels: 'traced', generations: many.slice(-GENERATION_LIMIT) });
  });

  it('is nothing where the file is not ours, whatever it says', async () => {
    const text = (await kept([generation(400), generation(500)])).text();
    const made = JSON.parse(text);
    const hostile = [
      'no JSON',
      '[]',
      'null',
      JSON.stringify({ ...made, format: 'firebreak.own-risk/v0' }),
      JSON.stringify({ ...made, basis: 'sha256:other' }),
      JSON.stringify({ ...made, labels: 'guessed' }),
      JSON.stringify({ ...made, generations: {} }),
      JSON.stringify({ ...made, generations: [...made.generations].reverse() }),
      JSON.stringify({ ...made, generations: [made.generations[0], { use: 'own' }] }),
      JSON.stringify({ ...made, generations: Array.from({ length: 10_000 }, () => made.generations[0]) }),
    ];
    expect(await readOwnModel(cacheOf(text))).not.toBeNull();
    for (const each of hostile) expect(await readOwnModel(cacheOf(each)), each.slice(0, 80)).toBeNull();
    expect(await readOwnModel(cacheOf(null))).toBeNull();
  });
});

describe('a history with models', () => {
  const at = (commit: number) =>
    withOwnModel(history, [generation(400), generation(500)]).landed(order[commit] as CommitId);

  it('scores each change by the newest model before it', () => {
    const landed = [399, 400, 499, 500, 1_999].map((place) => at(place)?.scoring.generation?.at.landed ?? 0);
    expect(landed).toEqual([0, 400, 400, 500, 500]);
    const next = withOwnModel(history, [generation(400)]).next({} as Change);
    expect(next.scoring.generation?.at.landed).toBe(400);
  });

  it('leaves out a model of another history', () => {
    const foreign = generation(400, { at: { commit: order[7] ?? '', landed: 400 } });
    expect(withOwnModel(history, [foreign])).toBe(history);
  });

  it('scores as shipped where kept trees are damaged', () => {
    const own = {
      ...{ cuts: [], trees: 'AAAA', weight: 1, shippedWeight: 1 },
      ...{ calibration: { slope: 1, offset: 0 }, baseRate: 0.1, typical: shippedModel().typical },
    };
    const damaged = withOwnModel(history, [generation(400, { own, use: 'own' })]);
    expect(damaged.landed(order[450] as CommitId)?.scoring).toEqual(shippedScoring());
    expect(damaged.landed(order[450] as CommitId)?.percentile).toBe(40);
  });
});
