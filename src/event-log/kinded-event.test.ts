import { describe, expect, it } from 'vitest';
import { instant } from '../kernel/index.ts';
import { envelopeOf, streamId } from './envelope.ts';
import { asNewEvent, eventReader } from './kinded-event.ts';

type Door = { readonly kind: 'Opened'; readonly by: string } | { readonly kind: 'Closed' };

const AT = instant(1_700_000_000_000);
const doors = eventReader<Door>(['Opened', 'Closed']);
const put = (event: Door | { readonly kind: 'Elsewhere' }) =>
  envelopeOf({
    event: asNewEvent(event, { at: AT, actor: 'ann' }),
    stream: streamId('door', 'front'),
    position: 1,
    version: 1,
  });

describe('the event of a room in the log', () => {
  it('comes out as it went in, with who and when beside it', () => {
    for (const event of [{ kind: 'Opened', by: 'ann' }, { kind: 'Closed' }] as const) {
      const envelope = put(event);
      expect([doors.holds(envelope), doors.read(envelope)]).toEqual([true, event]);
      expect(envelope).toMatchObject({ type: event.kind, schemaVersion: 1, at: AT, actor: 'ann' });
    }
  });

  it('is none of another room', () => {
    const envelope = put({ kind: 'Elsewhere' });
    expect([doors.holds(envelope), doors.read(envelope)]).toEqual([false, null]);
  });
});
