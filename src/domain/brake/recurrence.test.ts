import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, toIso } from '../../kernel/index.ts';
import { isZone, type Occurrence, occurrencesBetween, type Recurrence, windowAt } from './recurrence.ts';
import { parseWindows, windowText } from './window-text.ts';

function at(iso: string) {
  return instant(Date.parse(iso));
}

function windows(text: string, zone: string): Recurrence {
  const read = parseWindows([text], zone);
  if (!read.ok) throw new Error(read.rejection);
  return read.value;
}

function told(found: readonly Occurrence[]): readonly (string | null)[] {
  return found.flatMap(({ start, end }) => [toIso(start), toIso(end)]);
}

describe('a weekly window', () => {
  const weekend = windows('Friday 16:00 to Monday 08:00', 'Europe/London');

  it('keeps its wall clock over both changes of the clocks', () => {
    // Clocks go forward on 29 March 2026 and back on 25 October 2026, both inside of a weekend.
    expect(told(occurrencesBetween(weekend, { from: at('2026-03-26T00:00Z'), to: at('2026-04-07T00:00Z') }))).toEqual([
      '2026-03-27T16:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
      '2026-04-03T15:00:00.000Z',
      '2026-04-06T07:00:00.000Z',
    ]);
    expect(told(occurrencesBetween(weekend, { from: at('2026-10-22T00:00Z'), to: at('2026-10-28T00:00Z') }))).toEqual([
      '2026-10-23T15:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ]);
  });

  it('holds from its beginning to before its end', () => {
    const inside = (iso: string) => windowAt(weekend, at(iso)).inside !== null;
    expect(
      ['2026-11-20T15:59:59.999Z', '2026-11-20T16:00Z', '2026-11-23T07:59:59.999Z', '2026-11-23T08:00Z'].map(inside),
    ).toEqual([false, true, true, false]);
    expect(toIso(windowAt(weekend, at('2026-11-23T08:00Z')).next?.start ?? instant(0))).toBe(
      '2026-11-27T16:00:00.000Z',
    );
  });

  it('crosses midnight, and is one where it touches itself', () => {
    const nights = windows('daily 22:00 to 06:00', 'Europe/Berlin');
    expect(told(occurrencesBetween(nights, { from: at('2026-01-10T12:00Z'), to: at('2026-01-11T12:00Z') }))).toEqual([
      '2026-01-10T21:00:00.000Z',
      '2026-01-11T05:00:00.000Z',
    ]);
    const days = windows('weekdays 06:00 to 06:00', 'Europe/Berlin');
    const whole = occurrencesBetween(days, { from: at('2026-03-23T00:00Z'), to: at('2026-03-29T00:00Z') });
    expect(told(whole)).toEqual(['2026-03-23T05:00:00.000Z', '2026-03-28T05:00:00.000Z']);
  });

  it('knows zones of half and quarter hours', () => {
    expect(
      told(
        occurrencesBetween(windows('weekdays 09:00 to 10:00', 'Asia/Kolkata'), {
          from: at('2026-11-20T00:00Z'),
          to: at('2026-11-21T00:00Z'),
        }),
      ),
    ).toEqual(['2026-11-20T03:30:00.000Z', '2026-11-20T04:30:00.000Z']);
    // Lord Howe puts its clocks by half an hour (4 October 2026, 02:00 to 02:30).
    expect(
      told(
        occurrencesBetween(windows('Saturday 23:00 to Sunday 03:00', 'Australia/Lord_Howe'), {
          from: at('2026-10-03T00:00Z'),
          to: at('2026-10-04T00:00Z'),
        }),
      ),
    ).toEqual(['2026-10-03T12:30:00.000Z', '2026-10-03T16:00:00.000Z']);
  });

  it('holds in doubt: from before a gap, to after the second of two equal times', () => {
    // 01:30 is skipped on 29 March 2026 and comes twice on 25 October 2026.
    const early = windows('Sunday 01:30 to Sunday 05:00', 'Europe/London');
    expect(told(occurrencesBetween(early, { from: at('2026-03-28T12:00Z'), to: at('2026-03-29T12:00Z') }))[0]).toBe(
      '2026-03-29T00:30:00.000Z',
    );
    const late = windows('Saturday 20:00 to Sunday 01:30', 'Europe/London');
    expect(told(occurrencesBetween(late, { from: at('2026-10-24T12:00Z'), to: at('2026-10-25T12:00Z') }))[1]).toBe(
      '2026-10-25T01:30:00.000Z',
    );
  });
});

describe('any window', () => {
  const zones = [
    'Europe/London',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'UTC',
    'Pacific/Apia',
  ];
  const moment = fc.record({ day: fc.integer({ min: 1, max: 7 }), minute: fc.integer({ min: 0, max: 1439 }) });
  const weekly = fc.record({
    kind: fc.constant('weekly' as const),
    zone: fc.constantFrom(...zones),
    spans: fc.array(fc.record({ from: moment, to: moment }), { minLength: 1, maxLength: 3 }),
  });
  const moments = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') }).map((ms) => instant(ms));

  it('says the same of a moment as the list of its occurrences', () => {
    fc.assert(
      fc.property(weekly, moments, (window, now) => {
        const { inside, next } = windowAt(window, now);
        const around = occurrencesBetween(window, {
          from: instant(now - 20 * 86_400_000),
          to: instant(now + 20 * 86_400_000),
        });
        expect(inside !== null).toBe(around.some(({ start, end }) => start <= now && now < end));
        if (next !== null) expect(next.start).toBeGreaterThan(now);
        if (inside !== null) expect(inside.start <= now && now < inside.end).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('begins on its own wall clock, on any day that is no change of the clocks', () => {
    fc.assert(
      fc.property(weekly, moments, (window, now) => {
        const one = { ...window, spans: window.spans.slice(0, 1) };
        const [first] = one.spans;
        const next = windowAt(one, now).next;
        if (next === null || first === undefined) return;
        const clock = (ms: number) =>
          new Intl.DateTimeFormat('en-GB', { timeZone: one.zone, hour: '2-digit', minute: '2-digit' }).format(ms);
        const wall = `${String(Math.floor(first.from.minute / 60)).padStart(2, '0')}:${String(first.from.minute % 60).padStart(2, '0')}`;
        const offset = (ms: number) =>
          new Intl.DateTimeFormat('en-GB', { timeZone: one.zone, timeZoneName: 'longOffset' })
            .format(ms)
            .split('GMT')[1];
        if (offset(next.start - 86_400_000) !== offset(next.start + 86_400_000)) return;
        expect(clock(next.start)).toBe(wall);
      }),
      { numRuns: 60 },
    );
  });

  it('is read back as what it was written', () => {
    fc.assert(
      fc.property(weekly, (window) => {
        const [span] = window.spans;
        fc.pre(span !== undefined && (span.from.day !== span.to.day || span.from.minute !== span.to.minute));
        const text = windowText({ ...window, spans: window.spans.slice(0, 1) });
        const again = parseWindows([text.slice(0, -window.zone.length - 1)], window.zone);
        expect(again).toEqual({ ok: true, value: { ...window, spans: window.spans.slice(0, 1) } });
      }),
    );
  });
});

describe('windows as people write them', () => {
  it('may be dates, whole days or to the minute', () => {
    const holidays = windows('2026-12-20 to 2027-01-03', 'Europe/London');
    expect(told(occurrencesBetween(holidays, { from: at('2026-12-01T00:00Z'), to: at('2027-02-01T00:00Z') }))).toEqual([
      '2026-12-20T00:00:00.000Z',
      '2027-01-04T00:00:00.000Z',
    ]);
    expect(windows('2026-06-01 18:00 to 2026-06-02 08:00', 'Asia/Tokyo')).toMatchObject({ kind: 'dates' });
  });

  it.each([
    ['Friday to Monday', 'Europe/London'],
    ['Fryday 16:00 to Monday 08:00', 'Europe/London'],
    ['Friday 24:00 to Monday 08:00', 'Europe/London'],
    ['2026-02-30 to 2026-03-01', 'Europe/London'],
    ['2026-03-02 to 2026-03-01 to 2026-03-05', 'Europe/London'],
    ['2027-03-02 to 2026-03-01', 'Europe/London'],
    ['Friday 16:00 to Monday 08:00', 'Europe/Lodnon'],
    ['Friday 16:00 to Monday 08:00', '+01:00'],
    ['', 'UTC'],
    // No gap: it would never end, whatever it said.
    ['daily 22:00 to 22:00', 'Europe/London'],
    ['Friday 16:00 to Friday 16:00', 'Europe/London'],
  ])('refuses %j in %s', (text, zone) => {
    expect(parseWindows([text], zone).ok).toBe(false);
  });

  it('refuses several that leave no gap together, and takes those that leave a minute', () => {
    const week = (end: string) =>
      parseWindows(['Monday 00:00 to Thursday 12:00', `Thursday 09:00 to ${end}`], 'UTC').ok;
    expect([week('Monday 00:00'), week('Sunday 23:59')]).toEqual([false, true]);
  });

  it('refuses what is no zone by name', () => {
    expect(['Europe/London', 'UTC', 'Europe/Lodnon', '+05:30', '', 'a'.repeat(100)].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
