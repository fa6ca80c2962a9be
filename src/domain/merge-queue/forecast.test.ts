import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { expectedLandings } from './estimate.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { entryOf } from './look.ts';
import type { MergeQueue } from './model.ts';

const BUILD_MS = 600_000;
const later = (ms: number): Instant => instant(NOW + ms);
const at = (event: QueueEvent, ms: number): QueueEvent => ({ ...event, at: later(ms) }) as QueueEvent;

function landing(number: number, entries: readonly number[], ms: number): readonly QueueEvent[] {
  const evidence = { kind: 'tree', trials: [], builds: [] } as const;
  const parts = { entries, from: HEAD, to: HEAD, tree: 't', assumed: [], evidence };
  return [
    { kind: 'LandRequested', id: ID, landing: number, ...parts, at: later(ms) },
    { kind: 'Landed', id: ID, landing: number, at: later(ms) },
  ];
}

/** One entry after the other, each built once in so many milliseconds, and landed. */
function life(times: readonly number[]): readonly QueueEvent[] {
  let now = 0;
  return times.flatMap((ms, place) => {
    const number = place + 1;
    const from = now;
    now += ms;
    return [
      at(queued(number, `change-${number}`), from),
      at(started(number, [number]), from),
      ended(number, 'passed', later(now)),
      ...landing(number, [number], now),
    ];
  });
}

function expected(queue: MergeQueue, number: number, ms: number) {
  const entry = entryOf(queue, number);
  if (entry === null) throw new Error('the entry is there');
  return expectedLandings(queue, { rules: RULES, now: later(ms) })(entry);
}

describe('when an entry is expected to land', () => {
  it('rests on what the rules state, and says that it is not calibrated, while no build was measured', () => {
    const found = expected(told(queued(1, 'one')), 1, 0);
    expect(found).toMatchObject({ builds: 0, landings: 0, isCalibrated: false });
    expect(found?.earliest).toBeLessThan(found?.likely ?? 0);
    expect(found?.likely).toBeLessThan(found?.latest ?? 0);
  });

  it('is nothing for what does not wait', () => {
    const queue = told(...life([BUILD_MS]));
    expect(expected(queue, 1, BUILD_MS)).toBeNull();
  });

  it('becomes calibrated by landings of the queue itself, and narrower where they are all alike', () => {
    const many = life(Array.from({ length: 60 }, () => BUILD_MS));
    const end = 60 * BUILD_MS;
    const asked = [at(queued(61, 'new'), end), at(started(61, [61]), end)];
    const few = told(
      ...life([BUILD_MS, BUILD_MS, BUILD_MS]),
      at(queued(4, 'new'), 3 * BUILD_MS),
      at(started(4, [4]), 3 * BUILD_MS),
    );
    const early = expected(few, 4, 3 * BUILD_MS);
    const found = expected(told(...many, ...asked), 61, end);
    expect(early?.isCalibrated).toBe(false);
    expect(found).toMatchObject({ isCalibrated: true, landings: 58 });
    const width = (each: typeof found): number => (each?.latest ?? 0) - (each?.earliest ?? 0);
    expect(width(found)).toBeLessThan(width(early) / 1.5);
    const tookMs = (found?.likely ?? 0) - later(end);
    expect(tookMs).toBeGreaterThan(0.3 * BUILD_MS);
    expect(tookMs).toBeLessThan(1.6 * BUILD_MS);
  });

  it('grows while those before it have not landed although they should have: what is open counts as at least that long', () => {
    const queue = told(
      ...life(Array.from({ length: 30 }, () => BUILD_MS)),
      ...[31, 32, 33].map((n) => at(queued(n, `c${n}`), 30 * BUILD_MS)),
    );
    const stuck = [
      at(started(90, [31]), 30 * BUILD_MS),
      ...Array.from({ length: 40 }, (_, k) => at(queued(34 + k, `late-${k}`), (31 + k) * BUILD_MS)),
    ].reduce<MergeQueue | null>(evolve, queue);
    const forecast = stuck?.forecast;
    expect(forecast?.open.length).toBeGreaterThan(40);
    const before = expected(queue, 33, 30 * BUILD_MS);
    const after = stuck === null ? null : expected(stuck, 33, 71 * BUILD_MS);
    expect((after?.latest ?? 0) - later(71 * BUILD_MS)).toBeGreaterThan((before?.latest ?? 0) - later(30 * BUILD_MS));
  });

  it.each([
    ['pauses', { kind: 'QueuePaused', id: ID, pause: { reason: 'x', by: null, at: later(4 * BUILD_MS) } }],
    [
      'freezes',
      {
        kind: 'QueueFrozen',
        id: ID,
        freeze: { id: 'f', targets: null, reason: 'x', by: null, at: later(4 * BUILD_MS), until: null },
      },
    ],
    ['loses its builds by a restart', { ...ended(90, 'infrastructure', later(4 * BUILD_MS)), code: 'gone' }],
    [
      'sends the entry back',
      { kind: 'Ejected', id: ID, number: 4, reason: { code: 'by-hand', reason: 'x' }, at: later(4 * BUILD_MS) },
    ],
  ] as const)('learns nothing from what waits while the queue %s', (_what, event) => {
    const before = [
      ...life([BUILD_MS, BUILD_MS, BUILD_MS]),
      at(queued(4, 'new'), 3 * BUILD_MS),
      at(started(90, [4]), 3 * BUILD_MS),
    ];
    expect(told(...before).forecast.open.length).toBeGreaterThan(0);
    expect(told(...before, event as QueueEvent).forecast.open).toEqual([]);
  });

  it('learns nothing from a time in which nobody ran the queue', () => {
    const before = [...life([BUILD_MS, BUILD_MS, BUILD_MS]), at(queued(4, 'new'), 3 * BUILD_MS)];
    const day = 144 * BUILD_MS;
    const after = told(
      ...before,
      at(started(4, [4]), day),
      ended(4, 'passed', later(day + BUILD_MS)),
      ...landing(4, [4], day + BUILD_MS),
    );
    const took = after.forecast.kinds.flatMap(({ ratios }) => ratios);
    expect(took.every((ratio) => Math.exp(ratio) < 20)).toBe(true);
    const run = told(
      ...before,
      at(started(4, [4]), 3 * BUILD_MS),
      ended(4, 'passed', later(day)),
      ...landing(4, [4], day),
    );
    expect(run.forecast.kinds.flatMap(({ ratios }) => ratios).some((ratio) => Math.exp(ratio) > 20)).toBe(true);
  });

  it('aims further out after each miss, and back after each hit, within bounds', () => {
    const steady = told(...life(Array.from({ length: 80 }, () => BUILD_MS)));
    const rising = told(...life(Array.from({ length: 80 }, (_, place) => BUILD_MS * 1.4 ** Math.floor(place / 4))));
    const least = (queue: MergeQueue): number => Math.min(...queue.forecast.kinds.map(({ late }) => late));
    expect(least(rising)).toBeLessThan(least(steady));
    expect(least(rising)).toBeGreaterThan(0);
  });

  it('is the same however often its events are told again, and orders its three moments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1_000, max: 5_000_000 }), { minLength: 1, maxLength: 25 }), (times) => {
        const end = times.reduce((sum, ms) => sum + ms, 0);
        const events = [...life(times), at(queued(times.length + 1, 'new'), end)];
        const queue = told(...events);
        expect(told(...events)).toEqual(queue);
        const found = expected(queue, times.length + 1, end);
        expect(found !== null && end + NOW <= found.earliest).toBe(true);
        expect(found !== null && found.earliest <= found.likely && found.likely <= found.latest).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
