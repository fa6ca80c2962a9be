import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from './policy-file.ts';
import { parsePolicyTests } from './policy-test-file.ts';

const rule = '{ id: r, when: "true", require: { signoffs: [{ from: "@payments" }] }, because: b }';
const catalog = {
  services: [],
  flows: [],
  people: [{ id: 'ann', level: 'senior' as const, mails: [], handles: ['ann'], teams: ['payments'] }],
  agents: [],
  ownership: null,
  files: { described: [], observed: [] },
};

function parse(content: string, known: typeof catalog | null = null) {
  return parsePolicyFile({ content, file: '/tmp/p.yaml', read: async () => null, catalog: known, now: null });
}

describe('a policy file given by the caller', () => {
  it.each([
    ['a policy file', `use: [starter]\nmode: enforce\nrules: [${rule}]\n`],
    ['a whole configuration', `version: 1\npeople: { senior: ["@z"] }\npolicy: { mode: enforce, rules: [${rule}] }\n`],
  ])('may be %s, and keeps the catalog given', async (_what, content) => {
    const result = await parse(content, catalog);
    if (!result.ok) throw new Error(JSON.stringify(result.rejection));
    const own = result.value.policy.rules.find(({ id }) => id === 'r');
    expect(own).toMatchObject({ mode: 'enforce', origin: { file: '/tmp/p.yaml' } });
    expect(result.value.policy.rules.length).toBeGreaterThan(1);
    expect(result.value.catalog).toBe(catalog);
    expect(result.value.source).toBe('/tmp/p.yaml');
  });

  it('uses no pack unless it says so', async () => {
    const result = await parse(`rules: [${rule}]`);
    expect(result.ok && result.value.policy.rules.map(({ id }) => id)).toEqual(['r']);
  });

  it('checks groups only against people who are known', async () => {
    const nobody = { ...catalog, people: [] };
    const result = await parse(`rules: [${rule}]`, nobody);
    expect(result.ok ? [] : result.rejection.map(({ code }) => code)).toEqual(['unknown-group']);
    expect((await parse(`rules: [${rule}]`)).ok).toBe(true);
  });
});

describe('a policy test file', () => {
  it('lets each case start from the facts of the file', () => {
    const result = parsePolicyTests({
      file: 't.yaml',
      content: [
        'policy: p.yaml',
        'facts: { change: { files: 1, classes: [code] }, catalog: { tier: 1 } }',
        'cases:',
        '  - name: one',
        '    facts: { change: { files: 2 } }',
        '    unknown: [catalog.tier]',
        '    signoffs: [{ level: senior, from: [owners] }, {}]',
        '    now: 2026-12-15',
        '    expect: hold',
        '    rules: { r: satisfied }',
      ].join('\n'),
    });
    expect(result.ok && result.value).toEqual({
      policy: 'p.yaml',
      cases: [
        {
          name: 'one',
          facts: { change: { files: 2, classes: ['code'] }, catalog: {} },
          signoffs: [
            { level: 'senior', from: ['owners'] },
            { level: null, from: [] },
          ],
          now: Date.UTC(2026, 11, 15),
          decision: 'hold',
          rules: { r: 'satisfied' },
        },
      ],
    });
  });

  it.each([
    [
      'a fact that does not exist',
      'facts: { catalog: { teir: 1 } }\ncases: [{ name: a }]',
      'facts.catalog.teir',
      'tier',
    ],
    [
      'a fact of another type',
      'cases: [{ name: a, facts: { change: { files: "1" } } }]',
      'cases[0].facts.change.files',
      null,
    ],
    [
      'a value that cannot be',
      'cases: [{ name: a, facts: { author: { level: snior } } }]',
      'cases[0].facts.author.level',
      'senior',
    ],
    ['an outcome that does not exist', 'cases: [{ name: a, rules: { r: satisfid } }]', 'cases[0].rules.r', 'satisfied'],
    ['no case', 'cases: []', 'cases', null],
    ['a day that does not exist', 'cases: [{ name: a, now: 2026-02-30 }]', 'cases[0].now', null],
  ])('refuses %s', (_what, content, path, suggestion) => {
    const result = parsePolicyTests({ file: 't.yaml', content });
    expect(result.ok ? [] : result.rejection.map((problem) => [problem.path, problem.suggestion])).toEqual([
      [path, suggestion],
    ]);
  });
});
