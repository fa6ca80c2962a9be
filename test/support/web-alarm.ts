import type { AlarmReport, SignalReport, Viewer } from '../../src/contract/index.ts';

const MINUTE_MS = 60_000;

/** What alarms in one state of the shop. */
export interface WebAlarms {
  readonly signals: SignalReport;
  readonly alarms: AlarmReport;
}

/** Orders fall, and an alert of another tool says the same; many alerts of a service beside it. */
export function webAlarms(
  state: 'busy' | 'empty' | 'hostile' | 'many',
  { at, viewer, said }: { readonly at: number; readonly viewer: Viewer; readonly said: (text: string) => string },
): WebAlarms {
  const ago = (minutes: number): string => new Date(at - minutes * MINUTE_MS).toISOString();
  const alert = (name: string, severity: 'critical' | 'warning', source: 'detection' | 'alertmanager') => ({
    source,
    name: said(name),
    status: 'firing' as const,
    severity,
    started_at: ago(14),
    ended_at: null,
  });
  const place = { service: null, flow: 'pay', environment: 'production' };
  const surges: SignalReport['surges'] = [
    {
      id: 'surge-1',
      ...place,
      severity: 'critical',
      opened_at: ago(14),
      changed_at: ago(2),
      more: 0,
      alerts: [alert('orders', 'critical', 'detection'), alert('PaymentErrorsHigh', 'warning', 'alertmanager')],
    },
    {
      id: 'surge-2',
      service: said('search'),
      flow: null,
      environment: null,
      severity: 'warning',
      opened_at: ago(40),
      changed_at: ago(30),
      more: 12,
      alerts: ['SlowQueries', 'QueueDepth', 'PodRestarts', 'DiskFull', 'CacheCold', 'LateJobs'].map((name) =>
        alert(name, 'warning', 'alertmanager'),
      ),
    },
  ];
  const picture = Array.from({ length: 40 }, (_, index) => {
    const expected = 120 + 20 * Math.sin(index / 6);
    const value = index < 27 ? expected + 8 * Math.sin(index * 2.4) : expected * 0.45 + 6 * Math.sin(index * 1.7);
    return {
      at: ago(40 - index),
      value: index === 12 ? null : Math.round(value),
      expected: { value: expected, low: expected - 24, high: expected + 24 },
    };
  });
  const alarms: AlarmReport['alarms'] = [
    {
      id: 'alarm-1',
      repository: 'github:shop/store',
      name: said('orders'),
      ...place,
      state: 'open',
      severity: 'critical',
      told_at: ago(11),
      changed_at: ago(2),
      over_at: null,
      because: null,
      burn: null,
      alarm: {
        surge: 1,
        kind: 'drop',
        severity: 'critical',
        onset_at: ago(13),
        opened_at: ago(11),
        cleared_at: null,
        cleared_because: null,
        expected: { value: 118, low: 94, high: 142 },
        seen: 55,
        since_onset: { seen: 702, expected: 1_548, samples: 13 },
        evidence: [],
        clear: { samples: 5, level: 94, at: ago(0) },
        season: 288,
        picture,
      },
    },
  ];
  const head = { as_of: new Date(at).toISOString(), viewer };
  const isQuiet = state === 'empty';
  return {
    signals: {
      schema: 'firebreak.signals/v1',
      ...head,
      surges: isQuiet ? [] : surges,
      measurements: { series: 4, series_limit: 10_000, taken: 900, same: 0, refused: {} },
      watched: [],
    },
    alarms: {
      schema: 'firebreak.alarms/v1',
      ...head,
      alarms: isQuiet ? [] : alarms,
      shown_of: isQuiet ? 0 : 1,
      watched: [],
    },
  };
}
