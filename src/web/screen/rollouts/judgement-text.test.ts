import { describe, expect, it } from 'vitest';
import type { RolloutMetric, RolloutReport } from '../../../contract/index.ts';
import { judgementText, rowText, stageForecastText } from './judgement-text.ts';

const AS_OF = '2030-03-03T12:00:00.000Z';
const judged = (decision: 'promote' | 'hold' | 'rollback' | 'unknown', reasons: string[]) =>
  judgementText({ decision, reasons });
const metric = (more: Partial<RolloutMetric>): RolloutMetric =>
  ({ critical: true, state: 'undecided', forecast: null, ...more }) as RolloutMetric;
const stage = (entered: string): RolloutReport['stages'][number] => ({
  name: 'five',
  target: 'deploy',
  percent: 5,
  state: 'current',
  entered_at: entered,
  promote: 'evidence',
  least_minutes: 10,
  within_minutes: 60,
});
const forecast = (metrics: RolloutMetric[], entered = '2030-03-03T11:00:00.000Z') =>
  stageForecastText({ metrics, stages: [stage(entered)], as_of: AS_OF });

describe('what the judge says', () => {
  it('is one sentence with every reason', () => {
    expect(judged('hold', ['not-proved errors', 'no-data processor time'])).toBe(
      'The judge waits: errors is not proved yet; there is no data of processor time.',
    );
    expect(judged('rollback', ['worse errors'])).toBe('The judge stops it: errors is worse than chance allows.');
    expect(judged('promote', ['proved errors,latency'])).toBe(
      'The judge lets it go on: proved no worse: errors, latency.',
    );
    expect(judged('unknown', ['judge-slow'])).toContain('so it waits: the judge did not answer in time');
    expect(judgementText(null)).toBe('Nothing was judged yet.');
  });

  it('shows a reason that it does not know as it is', () => {
    expect(judged('hold', ['moon-is-full errors'])).toBe('The judge waits: moon-is-full errors.');
  });
});

describe('a row of the list', () => {
  it('says the codes of the judge in words, and leaves every other text as it is', () => {
    const said = { decision: 'hold' as const, reasons: ['least-time'] };
    expect(rowText({ text: 'stage five (5 %); hold: least-time', said })).toBe(
      'Stage five (5 %). The judge waits: the least time of the stage is not over.',
    );
    expect(rowText({ text: 'paused: look at it', said })).toBe('Paused: look at it.');
  });
});

describe('how long a stage still takes', () => {
  it('is what the slowest critical metric needs, and no less than the least time', () => {
    const minutes = (of: number) => metric({ forecast: { kind: 'minutes', minutes: of } });
    expect(forecast([minutes(4), minutes(12), metric({ critical: false })])).toBe(
      'about 12 min more if it is no worse',
    );
    expect(forecast([minutes(2)], '2030-03-03T11:55:00.000Z')).toBe('about 5 min more if it is no worse');
    expect(forecast([metric({ state: 'not-worse' })])).toBe('proved');
  });

  it('is not told where one of them cannot be told', () => {
    const never = metric({ forecast: { kind: 'not-in-a-day', limit: 1.5, provable: 2 } });
    expect(forecast([metric({ state: 'no-data' }), metric({ forecast: { kind: 'minutes', minutes: 4 } })])).toBe(
      'how long it takes cannot be told yet',
    );
    expect(forecast([never])).toBe('cannot be proved in a day with this traffic');
    expect(forecast([])).toBeNull();
  });
});
