import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { ALERT_LIMITS, alertKey, boundedAlert, placeOf, severityOf } from './alert.ts';
import type { Alert } from './model.ts';
import {
  closeSurge,
  evolveSurge,
  groupOf,
  MAX_ALERTS,
  QUIET_MS,
  SILENT_MS,
  type Surge,
  takeAlerts,
  worstOf,
} from './surge.ts';

const T0 = Date.UTC(2026, 2, 2, 12);
const PLACE = { service: 'shop', flow: null, environment: 'production' };

function alert(given: Partial<Alert> & { readonly name: string }): Alert {
  return {
    source: 'alertmanager',
    key: alertKey('alertmanager', given.name),
    status: 'firing',
    severity: 'warning',
    place: PLACE,
    labels: {},
    startedAt: instant(T0),
    endedAt: null,
    links: [],
    summary: '',
    ...given,
  };
}

function resolved(given: Partial<Alert> & { readonly name: string }): Alert {
  return alert({ status: 'resolved', endedAt: instant(T0 + 60_000), ...given });
}

/** Tells deliveries one after the other, a minute apart, and gives the events of each. */
function tell(deliveries: readonly (readonly Alert[])[], from: Surge | null = null) {
  let surge = from;
  const events = deliveries.map((alerts, index) => {
    const made = takeAlerts(surge, { alerts, place: PLACE, id: `s${index}`, now: instant(T0 + index * 60_000) });
    surge = made.reduce(evolveSurge, surge);
    return made.map(({ kind }) => kind);
  });
  return { surge: surge as Surge | null, events };
}

describe('takeAlerts', () => {
  it('opens one surge for alerts of one place, and says nothing of what it knows', () => {
    const one = alert({ name: 'a' });
    const { events, surge } = tell([
      [one, alert({ name: 'b' })],
      [one],
      [one, alert({ name: 'c' })],
      [resolved({ name: 'a' })],
    ]);
    expect(events).toEqual([['SurgeOpened'], [], ['SurgeChanged'], ['SurgeChanged']]);
    expect(surge?.alerts.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a resolved',
      'b firing',
      'c firing',
    ]);
  });

  it('takes nothing from what is told twice or late, in whatever order', () => {
    const names = ['a', 'b', 'c'];
    const some = fc.array(fc.record({ name: fc.constantFrom(...names), start: fc.nat(5), isResolved: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(some, fc.nat(100), (given, pick) => {
        const told = given.map(({ name, start, isResolved }) =>
          (isResolved ? resolved : alert)({
            name,
            startedAt: instant(T0 + start * 1_000),
            ...(isResolved ? { endedAt: instant(T0 + start * 1_000 + 500) } : {}),
          }),
        );
        const { surge } = tell(told.map((each) => [each]));
        const last = told.at(-1);
        const again = last === undefined ? [] : tell([[last]], surge).events.flat();
        expect(again).toEqual([]);
        const older = told[pick % told.length];
        const known = surge?.alerts.find(({ key }) => key === older?.key);
        // A firing of an occurrence that has ended is late: it never brings the alert back.
        if (older?.status === 'firing' && known?.status === 'resolved' && older.startedAt <= known.startedAt) {
          expect(tell([[older]], surge).events.flat()).toEqual([]);
        }
      }),
    );
  });

  it('takes an alert back that begins anew, and one that gets worse', () => {
    const again = alert({ name: 'a', startedAt: instant(T0 + 120_000) });
    const { events } = tell([[alert({ name: 'a' })], [resolved({ name: 'a' })], [alert({ name: 'a' })], [again]]);
    expect(events).toEqual([['SurgeOpened'], ['SurgeChanged'], [], ['SurgeChanged']]);
    const worse = tell([[alert({ name: 'a' })], [alert({ name: 'a', severity: 'critical' })]]);
    expect(worse.events).toEqual([['SurgeOpened'], ['SurgeChanged']]);
    expect(worse.surge === null ? null : [worstOf(worse.surge), worse.surge.worst]).toEqual(['critical', 'critical']);
    const milder = takeAlerts(worse.surge, {
      alerts: [resolved({ name: 'a', severity: 'info' }), alert({ name: 'b', severity: 'error' })],
      place: PLACE,
      id: 'x',
      now: instant(T0 + 180_000),
    });
    expect(milder).toMatchObject([{ kind: 'SurgeChanged', worse: null }]);
  });

  it('opens nothing for the end of what it never knew', () => {
    expect(tell([[resolved({ name: 'a' })]]).events).toEqual([[]]);
  });

  it('is one event and one surge however many alerts come at once', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => alert({ name: `a${index}` }));
    const { events, surge } = tell([many, many, many]);
    expect(events).toEqual([['SurgeOpened'], [], []]);
    expect([surge?.alerts.length, surge?.more]).toEqual([MAX_ALERTS, 1_000 - MAX_ALERTS]);
  });

  it('counts more alerts than it follows once, and ends when those that it follows have', () => {
    const many = Array.from({ length: MAX_ALERTS }, (_, index) => alert({ name: `a${index}` }));
    const extra = alert({ name: 'extra' });
    const { events, surge } = tell([many, [extra], [extra], many.map(({ name }) => resolved({ name }))]);
    expect(events).toEqual([['SurgeOpened'], ['SurgeChanged'], [], ['SurgeChanged']]);
    expect(closeSurge(surge, instant(T0 + QUIET_MS + 300_000)).map(({ kind }) => kind)).toEqual(['SurgeClosed']);
  });
});

describe('closeSurge', () => {
  it('waits until all of it was quiet for a while, so that flapping is one surge', () => {
    const { surge } = tell([[alert({ name: 'a' })], [resolved({ name: 'a' })]]);
    expect(closeSurge(surge, instant(T0 + 60_000 + QUIET_MS - 1))).toEqual([]);
    expect(closeSurge(surge, instant(T0 + 60_000 + QUIET_MS))).toMatchObject([
      { kind: 'SurgeClosed', why: 'resolved' },
    ]);
  });

  it('closes what nobody tells of any more, and opens it again when somebody does', () => {
    const { surge } = tell([[alert({ name: 'a' })]]);
    expect(closeSurge(surge, instant(T0 + SILENT_MS - 1))).toEqual([]);
    const now = instant(T0 + SILENT_MS);
    const closed = closeSurge(surge, now);
    expect(closed).toMatchObject([{ why: 'silent' }]);
    const after = closed.reduce(evolveSurge, surge);
    const again = takeAlerts(after, { alerts: [alert({ name: 'a' })], place: PLACE, id: 'new', now });
    expect(again).toMatchObject([{ kind: 'SurgeOpened', id: 'new' }]);
  });

  it('does not open again by the late word of an alert that has ended', () => {
    const { surge } = tell([[alert({ name: 'a' })], [resolved({ name: 'a' })]]);
    const closed = closeSurge(surge, instant(T0 + QUIET_MS * 3)).reduce(evolveSurge, surge);
    expect(closed?.closedAt).not.toBeNull();
    expect(
      takeAlerts(closed, { alerts: [alert({ name: 'a' })], place: PLACE, id: 'x', now: instant(T0 + QUIET_MS * 4) }),
    ).toEqual([]);
  });
});

describe('alerts', () => {
  it('takes a word for a severity only where it knows it', () => {
    expect(['page', 'P1', 'High', 'warn', 'info', 'constructor', '', undefined].map(severityOf)).toEqual([
      'critical',
      'critical',
      'error',
      'warning',
      'info',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('groups by flow before service, and keeps environments apart', () => {
    const place = placeOf({ service: 'shop', flow: 'checkout', env: 'staging', job: 'x' });
    expect(place).toEqual({ service: 'shop', flow: 'checkout', environment: 'staging' });
    const groups = [place, { ...place, environment: null }, { ...place, flow: null }, placeOf({})].map(groupOf);
    expect(new Set(groups).size).toBe(4);
  });

  it('bounds what a sender says, and leaves out what is no link', () => {
    const now = instant(T0);
    const bounded = boundedAlert(
      alert({
        name: 'n'.repeat(10_000),
        summary: '\u0007'.repeat(10_000),
        startedAt: instant(T0 + 1e9),
        labels: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`l${at}`, 'v'.repeat(5_000)])),
        links: ['javascript:alert(1)', 'https://a:b@c.example/', 'https://ok.example/x', 'https://x.example/<b>'],
      }),
      now,
    );
    expect([bounded.name.length, bounded.links, bounded.startedAt]).toEqual([
      ALERT_LIMITS.name,
      ['https://ok.example/x'],
      now,
    ]);
    expect(Object.keys(bounded.labels)).toHaveLength(ALERT_LIMITS.labels);
    expect(JSON.stringify(bounded).length).toBeLessThan(20_000);
  });
});
