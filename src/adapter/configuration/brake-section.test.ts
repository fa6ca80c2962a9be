import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { parseConfiguration } from './read.ts';

function parsed(section: string) {
  const base =
    'version: 1\nservices:\n  checkout: { tier: 0, paths: [src/checkout] }\nflows:\n  pay: { tier: 0, services: [checkout] }\n';
  return parseConfiguration({
    content: `${base}brakes:\n${section}`,
    file: 'firebreak.yaml',
    source: 'test',
    read: async () => null,
    now: instant(Date.UTC(2026, 0, 15)),
  });
}

const weekend =
  '{ scope: tier:0, window: Friday 16:00 to Monday 08:00, zone: Europe/London, reason: Nobody is there., expires: 2027-01-31 }';

describe('brakes of a configuration', () => {
  it('are freezes of the calendar and rules, with what passes where nothing else is said', async () => {
    const rules =
      '  rules:\n    storm: { when: rollback-storm }\n    sev: { when: open-sev-1, hotfix: false, ends_after_minutes: 30, scope: [flow:pay, service:checkout] }\n';
    const found = await parsed(`  calendar:\n    weekend: ${weekend}\n${rules}`);
    expect(found.ok && found.value.brakes).toEqual({
      calendar: [
        {
          name: 'weekend',
          scope: [{ kind: 'tier', tier: 0 }],
          reason: 'Nobody is there.',
          window: {
            kind: 'weekly',
            zone: 'Europe/London',
            spans: [{ from: { day: 5, minute: 960 }, to: { day: 1, minute: 480 } }],
          },
          lanes: { hotfix: 1, revert: true },
          expires: Date.UTC(2027, 1, 1),
        },
      ],
      rules: [
        {
          id: 'storm',
          trigger: { kind: 'rollback-storm', rollbacks: 3, minutes: 60 },
          scope: 'affected',
          lanes: { hotfix: 1, revert: true },
          end: { kind: 'review', minutes: 240 },
        },
        {
          id: 'sev',
          trigger: { kind: 'open-sev-1' },
          scope: [
            { kind: 'flow', flow: 'pay' },
            { kind: 'service', service: 'checkout' },
          ],
          lanes: { hotfix: null, revert: true },
          end: { kind: 'until', minutes: 30 },
        },
      ],
    });
  });

  it('change the digest of the configuration, and nothing does where there are none', async () => {
    const digests = await Promise.all(
      ['  calendar: {}\n', '  rules: {}\n', `  calendar:\n    weekend: ${weekend}\n`].map(parsed),
    );
    const [none, other, some] = digests.map((found) => (found.ok ? found.value.digest : found.rejection));
    expect(none).toBe(other);
    expect(some).not.toBe(none);
  });

  it.each([
    ['calendar', 'a: { scope: tier:9, window: daily 1:00 to 2:00, zone: UTC, reason: x }', 'bad-scope'],
    ['calendar', 'a: { scope: service:chekout, window: daily 1:00 to 2:00, zone: UTC, reason: x }', 'unknown-service'],
    ['calendar', 'a: { scope: flow:buy, window: daily 1:00 to 2:00, zone: UTC, reason: x }', 'unknown-flow'],
    ['calendar', 'a: { scope: tier:0, window: Friday to Monday, zone: UTC, reason: x }', 'bad-window'],
    ['calendar', 'a: { scope: tier:0, window: daily 1:00 to 2:00, zone: Europe/Lodnon, reason: x }', 'bad-window'],
    [
      'calendar',
      'a: { scope: tier:0, window: daily 1:00 to 2:00, zone: UTC, reason: x, expires: 2026-02-30 }',
      'bad-date',
    ],
    ['calendar', 'a: { scope: tier:0, window: daily 1:00 to 2:00, zone: UTC }', 'missing'],
    ['rules', 'a: { when: open-sev-1, rollbacks: 3 }', 'bad-rule'],
    ['rules', 'a: { when: open-sev-1, review_minutes: 3, ends_after_minutes: 3 }', 'bad-rule'],
    ['rules', 'a: { when: full-moon }', 'bad-value'],
  ])('are refused in the %s: %s', async (section, line, code) => {
    const found = await parsed(`  ${section}:\n    ${line}\n`);
    expect(found.ok ? [] : found.rejection.map((problem) => problem.code)).toContain(code);
  });
});
