import { describe, expect, it } from 'vitest';
import type { RolloutEvent } from '../../domain/rollout/index.ts';
import { asNewEvent, type Envelope, streamId } from '../../event-log/index.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { ROLLBACK_DAYS, recentRollbacks } from './rollback-view.ts';

/** Midday, so that half a day later is another day. */
const NOW = instant(20_000 * DAY_MS + DAY_MS / 2);
const BY = { kind: 'judge', id: '', name: 'the judge' } as const;

type End = Extract<RolloutEvent, { kind: 'RolloutEnded' }>['end'];

function told(id: string, event: RolloutEvent): Envelope {
  const { type, schemaVersion, payload, actor } = asNewEvent(event, { at: event.at, actor: null });
  const at = event.at;
  const text = JSON.stringify(payload);
  return {
    position: 1,
    version: 1,
    stream: streamId('rollout', id),
    type,
    schemaVersion,
    at,
    actor,
    payload: text,
  } as Envelope;
}

/** What the log would keep of rollouts that ended so, the newest last. */
function logOf(ends: readonly (readonly [id: string, end: End, at: Instant])[]) {
  const days = new Map<string, unknown>();
  for (const [id, end, at] of ends) {
    const envelope = told(id, { kind: 'RolloutEnded', end, by: BY, at });
    for (const key of ROLLBACK_DAYS.keysOf(envelope)) {
      days.set(key, ROLLBACK_DAYS.evolve({ key, document: days.get(key) ?? null, event: envelope } as never));
    }
  }
  const rollouts = new Map(
    ends.map(([id, kind, at]) => [
      id,
      {
        version: 1,
        rollout: { id, subject: { repository: 'local:shop' }, plan: { service: 'pay' }, end: { kind, by: BY, at } },
      },
    ]),
  );
  return {
    readDocument: async (view: { readonly name: string }, key: string) =>
      (view.name === ROLLBACK_DAYS.name ? days.get(key) : rollouts.get(key)) ?? null,
  } as unknown as Parameters<typeof recentRollbacks>[0];
}

const idsOf = async (ends: Parameters<typeof logOf>[0]) =>
  (await recentRollbacks(logOf(ends), NOW)).map(({ id }) => id);

describe('rollouts that went back', () => {
  it('are those that were rolled back or aborted, not those that finished or were left', async () => {
    const ends = (['rolled-back', 'aborted', 'finished', 'left'] as const).map((end) => [end, end, NOW] as const);
    expect((await idsOf(ends)).sort()).toEqual(['aborted', 'rolled-back']);
    expect(await recentRollbacks(logOf([['one', 'aborted', NOW]]), NOW)).toEqual([
      { id: 'one', repository: 'local:shop', service: 'pay', at: NOW },
    ]);
  });

  it('are of today and yesterday, so that an hour across midnight is whole', async () => {
    const ago = (days: number) => instant(NOW - days * DAY_MS);
    expect(
      await idsOf([
        ['old', 'aborted', ago(2)],
        ['yesterday', 'aborted', ago(1)],
        ['today', 'aborted', NOW],
      ]),
    ).toEqual(['today', 'yesterday']);
  });

  it('are listed once though the end is told twice, and only so many of one day', async () => {
    expect(
      await idsOf([
        ['one', 'aborted', NOW],
        ['one', 'aborted', NOW],
      ]),
    ).toEqual(['one']);
    const many = Array.from({ length: 600 }, (_, at) => [`r-${at}`, 'aborted', NOW] as const);
    const kept = await idsOf(many);
    expect([kept.length, kept[0]]).toEqual([500, 'r-599']);
  });

  it('are no business of other events of a rollout', () => {
    const resumed: RolloutEvent = { kind: 'RolloutResumed', by: BY, at: NOW };
    expect(ROLLBACK_DAYS.keysOf(told('one', resumed))).toEqual([]);
  });
});
