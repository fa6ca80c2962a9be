import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect, instant } from '../kernel/index.ts';
import { envelopeFlaw, envelopeOf, isShallow, isStreamId, payloadOf, streamId } from './envelope.ts';
import { formatLine, parseLine } from './exchange-line.ts';
import type { NewEvent } from './model.ts';
import { upCasting } from './up-cast.ts';

const stream = streamId('account', 'a');
const event: NewEvent = {
  type: 'Deposited',
  schemaVersion: 1,
  at: instant(0),
  actor: null,
  payload: { b: 1, a: [null] },
};
const put = (changes: Partial<NewEvent> = {}) =>
  envelopeOf({ event: { ...event, ...changes }, stream, position: 3, version: 2 });

describe('an envelope', () => {
  it('has a digest that any change of any member breaks', () => {
    const whole = put();
    expect(envelopeFlaw(whole)).toBeNull();
    expect(whole.payload).toBe('{"a":[null],"b":1}');
    for (const change of [
      { position: 4 },
      { version: 3 },
      { stream: streamId('account', 'b') },
      { at: instant(1) },
      { actor: 'ann' },
      { type: 'Other' },
      { schemaVersion: 2 },
      { payload: '{}' },
    ]) {
      expect([change, envelopeFlaw({ ...whole, ...change })]).toEqual([change, 'digest']);
    }
    expect(envelopeFlaw({ ...whole, payload: '{"b":1,"a":[null]}' })).toBe('payload');
    expect(envelopeFlaw({ ...whole, payload: '{' })).toBe('payload');
    expect(envelopeFlaw({ ...whole, payload: '['.repeat(100_000) })).toBe('payload');
    for (const change of [
      { position: 0 },
      { version: 1.5 },
      { type: 'not a type' },
      { actor: 'a b' },
      { stream: 'x' as typeof stream },
    ]) {
      expect([change, envelopeFlaw({ ...whole, ...change })]).toEqual([change, 'member']);
    }
  });

  it('goes out and comes back as a line, whatever JSON it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (payload) => {
        const whole = put({ payload });
        expect(envelopeFlaw(whole)).toBeNull();
        expect(JSON.stringify(payloadOf(whole))).toBe(JSON.stringify(JSON.parse(whole.payload)));
        const line = formatLine({ kind: 'event', event: whole });
        expect(line).not.toContain('\n');
        expect(parseLine(line)).toEqual({ kind: 'event', event: whole });
      }),
    );
  });

  it('takes nothing that would read back differently, or is no fact', () => {
    for (const changes of [
      { payload: { n: 2n ** 60n } },
      { payload: 'x'.repeat(300_000) },
      { type: 'lower' },
      { schemaVersion: 0 },
      { actor: 'ann lee' },
    ]) {
      expect(() => put(changes)).toThrow(Defect);
    }
    expect(isStreamId('account:a b')).toBe(false);
    expect(isStreamId('Account:a')).toBe(false);
    expect(isStreamId(`account:${'a'.repeat(400)}`)).toBe(false);
  });

  it('is read from no line that is something else', () => {
    for (const line of [
      '',
      'null',
      '[]',
      '{}',
      '{"event":{}}',
      '{"log":{"format":"other","key":"k"}}',
      '{"checkpoint":{"size":-1,"note":""}}',
      '['.repeat(100_000),
    ]) {
      expect(parseLine(line)).toBeNull();
    }
    expect(isShallow(`"${'['.repeat(500)}\\"${'['.repeat(500)}"`)).toBe(true);
  });

  it('is lifted step by step, as far as the casters go', () => {
    const lift = upCasting([
      { type: 'Deposited', from: 1, lift: () => ({ step: 2 }) },
      { type: 'Deposited', from: 2, lift: (payload) => ({ was: payload }) },
      { type: 'Other', from: 1, lift: () => null },
    ]);
    expect(lift(put())).toMatchObject({ schemaVersion: 3, payload: '{"was":{"step":2}}', digest: put().digest });
    expect(lift(put({ schemaVersion: 3 }))).toEqual(put({ schemaVersion: 3 }));
    const twice = { type: 'Deposited', from: 1, lift: () => null };
    expect(() => upCasting([twice, twice])).toThrow(Defect);
  });
});
