import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { parseConfiguration } from './read.ts';

const NOW = instant(Date.UTC(2026, 0, 15));

function parsed(entries: readonly string[], now = NOW) {
  const lines = [
    'version: 1',
    'people:',
    '  senior: ["ann@example.com @ann"]',
    'quarantine:',
    ...entries.map((entry) => `  - ${entry}`),
  ];
  return parseConfiguration({
    content: `${lines.join('\n')}\n`,
    file: 'firebreak.yaml',
    source: 'test',
    read: async () => null,
    now,
  });
}

const entry = (given: { readonly test?: string; readonly owner?: string; readonly expires?: string } = {}): string =>
  `{ test: "${given.test ?? 'shop.CartTest > adds'}", owner: "${given.owner ?? '@ann'}", because: pool runs dry, expires: ${given.expires ?? '2026-02-28'} }`;

describe('the list of tests in quarantine', () => {
  it('reads test, owner, reason, the end of the last day, and where it stands', async () => {
    const found = await parsed([entry()]);
    expect(found.ok && found.value.quarantines).toEqual([
      {
        test: 'shop.CartTest > adds',
        owner: '@ann',
        because: 'pool runs dry',
        expires: Date.UTC(2026, 2, 1),
        origin: { file: 'firebreak.yaml', line: 5 },
      },
    ]);
    expect(found.ok && found.value.problems).toEqual([]);
  });

  it('warns with line and fix once a quarantine has lapsed, and of one without a near end', async () => {
    const found = await parsed([entry({ expires: '2026-01-14' }), entry({ test: 'b', expires: '2027-01-14' })]);
    expect(found.ok && found.value.problems.map(({ severity, code, line }) => [severity, code, line])).toEqual([
      ['warning', 'quarantine-lapsed', 5],
      ['warning', 'quarantine-long', 6],
    ]);
    // What expires on a day still counts on that day.
    const last = await parsed([entry({ expires: '2026-01-15' })]);
    expect(last.ok && last.value.problems).toEqual([]);
  });

  it.each([
    [[entry({ owner: '@nobody' })], 'unknown-owner'],
    [[entry({ expires: '2026-02-30' })], 'bad-date'],
    [[entry(), entry()], 'quarantined-twice'],
    [[entry({ test: '*' })], 'bad-test'],
    [[entry({ test: 'shop.* > adds' })], 'bad-test'],
    [['{ test: a, because: b, expires: 2026-02-01 }'], 'missing'],
    [['{ test: a, owner: "@ann", because: b }'], 'missing'],
    [['{ test: a, owner: "@ann", because: b, expires: 2026-02-01, until: never }'], 'unknown-key'],
  ])('refuses %j', async (entries, code) => {
    const found = await parsed(entries);
    expect(found.ok ? [] : found.rejection.map((problem) => problem.code)).toContain(code);
  });
});
