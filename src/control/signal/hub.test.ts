import { describe, expect, it } from 'vitest';
import { type SampleSource, seriesKey } from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { kindOf, MAX_WATCHED, openSignalHub } from './hub.ts';

const T0 = Date.UTC(2026, 2, 2, 12);
const NAME = { metric: 'orders_total', labels: { arm: 'canary' } };

/** A source that has one sample each ten seconds, and can be down. */
function source() {
  const state = { isDown: false, asked: [] as [number, number][] };
  const samples: SampleSource['samples'] = async ({ from, to }) => {
    state.asked.push([from - T0, to - T0]);
    if (state.isDown) return { ok: false, rejection: { code: 'unavailable', message: 'status 503' } };
    const moments = Array.from({ length: 12 }, (_, index) => T0 - 60_000 + index * 10_000);
    const known = moments
      .filter((at) => at > from && at <= to)
      .map((at) => ({ at: at as Instant, value: at - T0 + 60_000 }));
    return { ok: true, value: { series: known.length === 0 ? [] : [{ name: NAME, samples: known }], warnings: [] } };
  };
  const unasked = async () => Promise.reject(new Error('nobody asks this'));
  return { state, port: { name: 'prometheus', samples, at: unasked, range: unasked } satisfies SampleSource };
}

function opened(selectors: readonly string[] = ['orders_total']) {
  const { state, port } = source();
  const clock = { now: T0 };
  const hub = openSignalHub({ sources: [port], selectors, now: () => instant(clock.now) });
  const key = seriesKey(NAME);
  const values = () =>
    key.ok ? hub.store.samplesOf(key.value, instant(0), instant(T0 + 1e9)).map(({ at }) => (at - T0) / 1_000) : [];
  return { hub, state, clock, values };
}

describe('openSignalHub', () => {
  it('fetches what is new, with some overlap for what came late, and nothing twice', async () => {
    const { hub, state, clock, values } = opened();
    expect(hub.watched()).toMatchObject([{ state: 'waiting', at: null }]);
    await hub.pass();
    clock.now = T0 + 30_000;
    await hub.pass();
    expect(state.asked).toEqual([
      [-3_600_000, 0],
      [-60_000, 30_000],
    ]);
    expect(values()).toEqual([-60, -50, -40, -30, -20, -10, 0, 10, 20, 30]);
    expect(hub.watched()).toMatchObject([{ state: 'ok', series: 1, at: T0 + 30_000 }]);
  });

  it('says when nothing comes, and fetches what was missed when it does', async () => {
    const { hub, state, clock, values } = opened();
    await hub.pass();
    state.isDown = true;
    clock.now = T0 + 30_000;
    await hub.pass();
    expect(hub.watched()).toMatchObject([{ state: 'unavailable', message: 'status 503', at: T0 }]);
    expect(hub.figures()['firebreak_signal_watches_failing']).toBe(1);
    state.isDown = false;
    clock.now = T0 + 50_000;
    await hub.pass();
    expect(values().at(-1)).toBe(50);
    expect(hub.figures()['firebreak_signal_watches_failing']).toBe(0);
  });

  it('asks once for what two watch, until the last of them stops', async () => {
    const { hub, state } = opened([]);
    const [one, other] = [hub.watch('orders_total'), hub.watch('orders_total')];
    await hub.pass();
    one.stop();
    one.stop();
    await hub.pass();
    other.stop();
    await hub.pass();
    expect([state.asked.length, hub.watched()]).toEqual([2, []]);
  });

  it('watches no more than it can ask for in time', () => {
    const { hub } = opened([]);
    const watched = Array.from({ length: MAX_WATCHED + 1 }, (_, index) => hub.watch(`m${index}`).isWatched);
    expect([watched.filter(Boolean).length, watched.at(-1)]).toEqual([MAX_WATCHED, false]);
  });

  it('counts what is pushed, by what became of it', () => {
    const { hub } = opened([]);
    const point = { name: NAME, kind: 'counter', states: 'total', at: T0, from: null, value: 1, id: null } as const;
    hub.take([point, point, { ...point, value: -1 }]);
    hub.take([{ ...point, at: T0 - 1, value: Number.NaN }]);
    expect(hub.counts()).toEqual({ taken: 1, same: 1, refused: { negative: 1, 'not-a-number': 1 } });
  });
});

describe('kindOf', () => {
  it('takes a metric for a counter by how it is called', () => {
    expect(['a_total', 'b_count', 'c_sum', 'd_bucket', 'e', 'total'].map(kindOf)).toEqual([
      'counter',
      'counter',
      'counter',
      'counter',
      'gauge',
      'gauge',
    ]);
  });
});
