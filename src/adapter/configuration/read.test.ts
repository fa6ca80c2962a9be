import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LEVELS } from '../../domain/catalog/index.ts';
import type { Configuration, ConfigurationProblem } from '../../domain/policy/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { parseConfiguration } from './read.ts';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly now?: Instant;
}

function parse(content: string, { files = {}, now }: Given = {}) {
  return parseConfiguration({
    content,
    file: 'firebreak.yaml',
    source: 'base:firebreak.yaml',
    read: async (path) => files[path] ?? null,
    now: now ?? null,
  });
}

async function accepted(content: string, given: Given = {}): Promise<Configuration> {
  const result = await parse(content, given);
  if (!result.ok) throw new Error(JSON.stringify(result.rejection, null, 1));
  return result.value;
}

async function rejected(content: string, given: Given = {}): Promise<readonly ConfigurationProblem[]> {
  const result = await parse(content, given);
  if (result.ok) throw new Error('accepted');
  return result.rejection;
}

async function codes(content: string, given: Given = {}): Promise<readonly unknown[]> {
  return (await rejected(content, given)).map(({ code, path }) => [code, path]);
}

const rule = (more: string): string =>
  `version: 1\npolicy:\n  use: []\n  rules:\n    - { id: r, when: "true", hold: true, because: b${more === '' ? '' : `, ${more}`} }\n`;

describe('a configuration', () => {
  it('of ten lines becomes catalog and policy', async () => {
    const { catalog, policy, packs, source } = await accepted(
      [
        'version: 1',
        'services:',
        '  checkout: { tier: 0, paths: [src/checkout], owners: ["@payments", "ann"] }',
        'flows: { pay: { tier: 0, services: [checkout] } }',
        'people:',
        '  senior: ["Ann@Example.com @Ann", "@bob"]',
        '  junior: [{ id: cleo, mails: [cleo@example.com, c@example.com], handles: ["@cleo"], teams: [web] }]',
        'teams: { payments: [ann@example.com, bob], web: [] }',
      ].join('\n'),
    );
    expect(catalog.services.map(({ id, tier, owners }) => [id, tier, owners])).toEqual([
      ['checkout', 0, ['@payments', '@ann']],
      ['firebreak', 1, []],
    ]);
    expect(catalog.flows).toEqual([{ id: 'pay', tier: 0, services: ['checkout'], paths: [], value: null }]);
    expect(catalog.people).toEqual([
      { id: 'cleo', level: 'junior', mails: ['cleo@example.com', 'c@example.com'], handles: ['cleo'], teams: ['web'] },
      { id: 'ann@example.com', level: 'senior', mails: ['ann@example.com'], handles: ['ann'], teams: ['payments'] },
      { id: 'bob', level: 'senior', mails: [], handles: ['bob'], teams: ['payments'] },
    ]);
    expect(packs.map(({ name }) => name)).toEqual(['starter']);
    expect(policy.rules.every((each) => each.origin.file === 'built-in:starter')).toBe(true);
    expect(source).toBe('base:firebreak.yaml');
  });

  it('reports every mistake of the shape at once, with its place and what was meant', async () => {
    const text = [
      'version: 1',
      'servics: {}',
      'services:',
      '  checkout: { teir: 0, paths: src }',
      'people: { seniors: [] }',
      'policy:',
      '  mode: advice',
      '  rules:',
      '    - { id: a/b, when: "true", require: { signoffs: [{ level: snior, count: 0 }] }, becuse: x }',
    ].join('\n');
    const found = (await rejected(text)).map(({ code, line, column, path, suggestion }) => [
      code,
      line,
      column,
      path,
      suggestion,
    ]);
    expect(found).toEqual([
      ['unknown-key', 2, 1, 'servics', 'services'],
      ['missing', 4, 13, 'services.checkout.tier', null],
      ['unknown-key', 4, 15, 'services.checkout.teir', 'tier'],
      ['bad-type', 4, 31, 'services.checkout.paths', null],
      ['unknown-key', 5, 11, 'people.seniors', 'senior'],
      ['bad-value', 7, 9, 'policy.mode', 'advise'],
      ['missing', 9, 7, 'policy.rules[0].because', null],
      ['bad-value', 9, 13, 'policy.rules[0].id', null],
      ['bad-value', 9, 63, 'policy.rules[0].require.signoffs[0].level', 'senior'],
      ['bad-value', 9, 77, 'policy.rules[0].require.signoffs[0].count', null],
      ['unknown-key', 9, 85, 'policy.rules[0].becuse', 'because'],
    ]);
  });

  it('reports every name that refers to nothing', async () => {
    const text = [
      'version: 1',
      'services: { a: { tier: 0, paths: ["x/{b}", "../y"], owners: ["@paymnts"] } }',
      'flows: { f: { tier: 1 }, g: { tier: 1, services: [b] } }',
      'people: { senior: ["@ann", "@ann", "not a person at all!"] }',
      'teams: { payments: ["@an"] }',
      'policy:',
      '  use: [startr, ./no.yaml, ../up.yaml, starter, starter]',
      '  rules:',
      '    - { id: r, when: catalog.teir == 0, require: { signoffs: [{ from: "@payment" }] }, because: b }',
      '    - { id: r, when: "true", require: {}, because: b, expires: 2027-02-29 }',
      '    - { id: s, when: "true", hold: true, block: true, because: b }',
      '  overrides: { ss: { mode: shadow } }',
    ].join('\n');
    expect(await codes(text)).toEqual([
      ['bad-pattern', 'services.a.paths[0]'],
      ['bad-pattern', 'services.a.paths[1]'],
      ['unknown-owner', 'services.a.owners[0]'],
      ['empty-flow', 'flows.f'],
      ['unknown-service', 'flows.g.services[0]'],
      ['same-person-twice', 'people.senior[1]'],
      ['bad-person', 'people.senior[2]'],
      ['unknown-person', 'teams.payments[0]'],
      ['unknown-pack', 'policy.use[0]'],
      ['missing-file', 'policy.use[1]'],
      ['bad-path', 'policy.use[2]'],
      ['used-twice', 'policy.use[4]'],
      ['unknown-fact', 'policy.rules[0].when'],
      ['unknown-group', 'policy.rules[0].require.signoffs[0].from'],
      ['duplicate-id', 'policy.rules[1].id'],
      ['empty-requirement', 'policy.rules[1].require'],
      ['bad-date', 'policy.rules[1].expires'],
      ['bad-effect', 'policy.rules[2]'],
      ['unknown-rule', 'policy.overrides.ss'],
    ]);
  });

  it.each([
    ['an empty file', '', ['empty', '']],
    ['a list', '[]', ['bad-type', '']],
    ['another version', 'version: 2', ['bad-value', 'version']],
    ['no version', 'policy: {}', ['missing', 'version']],
    [
      'a prototype as a service',
      'version: 1\nservices: { constructor: { teir: 1 } }',
      ['missing', 'services.constructor.tier'],
    ],
  ])('is refused for %s', async (_what, text, expected) => {
    expect((await codes(text))[0]).toEqual(expected);
  });

  it('takes people from a file and teams from both', async () => {
    const files = { 'people/all.yaml': 'senior: ["@bob"]\nteams: { payments: ["@bob"] }\n' };
    const { catalog } = await accepted(
      'version: 1\npeople: { file: ./people/all.yaml, mid: ["@ann"] }\nteams: { web: ["@ann", "@bob"] }',
      { files },
    );
    expect(catalog.people.map(({ id, teams }) => [id, teams])).toEqual([
      ['ann', ['web']],
      ['bob', ['payments', 'web']],
    ]);
    const own = catalog.services.find(({ id }) => id === 'firebreak');
    expect(own?.paths).toContain('people/all.yaml');
  });

  it('refuses one mail in two files and names the other place', async () => {
    const files = { 'p.yaml': 'senior: ["a@example.com"]\n' };
    const [problem] = await rejected('version: 1\npeople: { file: p.yaml, mid: [A@example.com] }', { files });
    expect(problem).toMatchObject({ code: 'same-person-twice', file: 'p.yaml', line: 1 });
    expect(problem?.message).toContain('firebreak.yaml:2');
  });

  it('reads agents of the team, and refuses one that nothing tells or that is a person', async () => {
    const { catalog } = await accepted(
      'version: 1\nprovenance: { agents: [{ name: Bonk, mails: [B@x.example], handles: ["@ask-bonk[bot]"], trailers: [Executed-By] }] }',
    );
    expect(catalog.agents).toEqual([
      { name: 'Bonk', mails: ['b@x.example'], handles: ['ask-bonk'], trailers: ['executed-by'] },
    ]);
    const agents =
      '{ name: A }, { name: B, mails: [nobody] }, { name: C, handles: [ann] }, { name: D, trailers: [a b] }';
    expect(await codes(`version: 1\npeople: { mid: ["@ann"] }\nprovenance: { agents: [${agents}] }`)).toContainEqual([
      'bad-value',
      'provenance.agents[3].trailers[0]',
    ]);
    const others = agents.replace(/, \{ name: D.*$/, '');
    expect(await codes(`version: 1\npeople: { mid: ["@ann"] }\nprovenance: { agents: [${others}] }`)).toEqual([
      ['bad-agent', 'provenance.agents[0]'],
      ['bad-agent', 'provenance.agents[1]'],
      ['person-is-agent', 'provenance.agents[2]'],
    ]);
  });

  it('reads budgets of levels, teams and people, and when somebody is away', async () => {
    const { reviewBudgets, reviewAway } = await accepted(
      [
        'version: 1',
        'people: { senior: ["ann@example.com @ann"], junior: ["@bob"] }',
        'teams: { payments: ["@bob"] }',
        'review:',
        '  budgets:',
        '    senior: { minutes_per_week: 200 }',
        '    "@Payments": { minutes_per_week: 90.5 }',
        '    "@ann": { minutes_per_week: 240, minutes_per_day: 60 }',
        '  away: [{ person: "@ann", from: 2026-01-05, until: 2026-01-06 }]',
      ].join('\n'),
    );
    expect(reviewBudgets).toEqual([
      { holder: { kind: 'level', level: 'senior' }, minutesPerWeek: 200, minutesPerDay: null },
      { holder: { kind: 'team', team: 'payments' }, minutesPerWeek: 90.5, minutesPerDay: null },
      { holder: { kind: 'person', person: 'ann@example.com' }, minutesPerWeek: 240, minutesPerDay: 60 },
    ]);
    expect(reviewAway).toEqual([
      { person: 'ann@example.com', from: Date.UTC(2026, 0, 5), until: Date.UTC(2026, 0, 7) },
    ]);
  });

  it('refuses budgets and absences of nobody, twice, or the wrong way round, each where it stands', async () => {
    const problems = await rejected(
      [
        'version: 1',
        'people: { senior: ["ann@example.com @ann"] }',
        'review:',
        '  budgets:',
        '    seniors: { minutes_per_week: 200 }',
        '    "@ann": { minutes_per_week: 60, minutes_per_day: 90 }',
        '    ann@example.com: { minutes_per_week: 60 }',
        '  away:',
        '    - { person: an, from: 2026-01-05, until: 2026-01-06 }',
        '    - { person: ann, from: 2026-01-05, until: 2026-01-02 }',
        '    - { person: ann, from: 2026-02-30, until: 2026-03-02 }',
      ].join('\n'),
    );
    expect(problems.map(({ code, line, suggestion }) => [code, line, suggestion])).toEqual([
      ['unknown-budget', 5, 'senior'],
      ['bad-budget', 6, null],
      ['same-budget-twice', 7, null],
      ['unknown-person', 9, 'ann'],
      ['ends-before-start', 10, null],
      ['bad-date', 11, null],
    ]);
    const misspelt = 'version: 1\nreview:\n  budgets: { senior: { minutes_a_week: 20 } }\n';
    expect((await rejected(misspelt))[0]).toMatchObject({ line: 3, suggestion: null });
    const near = 'version: 1\nreview:\n  awaY: []\n';
    expect((await rejected(near))[0]).toMatchObject({ line: 3, suggestion: 'away' });
  });

  it('keeps a team of its own service named firebreak', async () => {
    const { catalog } = await accepted('version: 1\nservices: { firebreak: { tier: 0, paths: [gate] } }');
    expect(catalog.services).toEqual([{ id: 'firebreak', tier: 0, paths: ['gate'], owners: [], calls: [] }]);
  });
});

describe('the policy of a configuration', () => {
  const pack =
    'name: p\nmode: shadow\nrules:\n  - { id: a, when: "true", hold: true, because: b }\n  - { id: b, when: "true", block: true, because: b, mode: enforce }\n';

  it.each([
    ['', 'shadow', 'enforce'],
    ['mode: advise, ', 'advise', 'enforce'],
    ['mode: advise, overrides: { a: { mode: enforce }, b: { mode: shadow } }, ', 'enforce', 'shadow'],
  ])('decides the mode: override, own, user, pack (%s)', async (more, a, b) => {
    const { policy } = await accepted(`version: 1\npolicy: { ${more}use: [./p.yaml] }`, { files: { 'p.yaml': pack } });
    expect(policy.rules.map(({ id, mode }) => [id, mode])).toEqual([
      ['a', a],
      ['b', b],
    ]);
  });

  it('says in which file and line each rule stands', async () => {
    const { policy } = await accepted(
      `version: 1\npolicy:\n  use: [./p.yaml]\n  rules:\n    - id: c\n      when: "true"\n      hold: true\n      because: b\n`,
      { files: { 'p.yaml': pack } },
    );
    expect(policy.rules.map(({ origin }) => origin)).toEqual([
      { file: 'p.yaml', line: 4 },
      { file: 'p.yaml', line: 5 },
      { file: 'firebreak.yaml', line: 5 },
    ]);
  });

  it('ends what expires on a day with the end of that day, in UTC', async () => {
    const { policy } = await accepted(rule('expires: 2027-03-01'));
    expect(policy.rules[0]?.expires).toBe(Date.UTC(2027, 2, 2));
    const exact = await accepted(rule('expires: 2027-03-01T12:00Z'));
    expect(exact.policy.rules[0]?.expires).toBe(Date.UTC(2027, 2, 1, 12));
  });

  it('warns of what has expired and still counts the rest', async () => {
    const last = instant(Date.UTC(2027, 2, 2) - 1);
    expect((await accepted(rule('expires: 2027-03-01'), { now: last })).problems).toEqual([]);
    const { problems } = await accepted(rule('expires: 2027-03-01'), { now: instant(last + 1) });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'expired', rule: 'r', line: 5 }]);
  });

  it('gives rules that a profile names, or holds, to the profile alone', async () => {
    const text = [
      'version: 1',
      'policy:',
      '  use: []',
      '  rules: [{ id: named, when: "true", hold: true, because: b }, { id: standing, when: "true", hold: true, because: b }]',
      '  profiles:',
      '    - id: reset',
      '      because: b',
      '      starts: 2026-12-01',
      '      ends: 2027-02-28',
      '      rules: [named, { id: own, when: "true", hold: true, because: b }]',
    ].join('\n');
    const { policy } = await accepted(text);
    expect(Object.fromEntries(policy.rules.map(({ id, profile }) => [id, profile]))).toEqual({
      named: 'reset',
      standing: null,
      own: 'reset',
    });
    expect(policy.profiles).toEqual([
      { id: 'reset', because: 'b', starts: Date.UTC(2026, 11, 1), ends: Date.UTC(2027, 2, 1), rules: ['named', 'own'] },
    ]);
  });

  it.each([
    ['that ends before it starts', 'starts: 2026-02-02, ends: 2026-01-01, rules: [r]', 'profile-ends-before-it-starts'],
    ['with an unknown rule', 'starts: 2026-01-01, ends: 2026-02-01, rules: [x]', 'profile-names-no-rule'],
    ['with a rule that ends before', 'starts: 2028-01-01, ends: 2028-02-01, rules: [r]', 'profile-names-no-rule'],
    ['on a day that does not exist', 'starts: 2026-02-30, ends: 2026-03-01, rules: [r]', 'bad-date'],
  ])('refuses a profile %s', async (_what, profile, code) => {
    const text = `${rule('expires: 2027-01-01')}  profiles: [{ id: p, because: b, ${profile} }]\n`;
    expect((await rejected(text)).map((problem) => problem.code)).toContain(code);
  });

  it('refuses packs that use packs', async () => {
    const files = { 'p.yaml': 'use: [starter]\n' };
    expect(await codes('version: 1\npolicy: { use: [./p.yaml] }', { files })).toEqual([['nested-use', 'use']]);
  });

  it('reports mistakes of a pack in the pack, and of the configuration, together', async () => {
    const files = { 'p.yaml': 'rules:\n  - { id: a, when: "tru", hold: true, because: b }\n' };
    const found = await rejected('version: 1\npolicy: { use: [./p.yaml] }\nteams: { t: [nobody] }', { files });
    expect(found.map(({ file, line }) => [file, line])).toEqual([
      ['firebreak.yaml', 3],
      ['p.yaml', 2],
    ]);
  });

  it('accepts the same meaning with the same digest wherever it stands', async () => {
    const one = await accepted(rule(''));
    const other = await accepted(`# moved\n\n${rule('')}`);
    const changed = await accepted(rule('mode: enforce'));
    expect(other.digest).toBe(one.digest);
    expect(changed.digest).not.toBe(one.digest);
  });
});

describe('CODEOWNERS beside a configuration', () => {
  it('is read by the dialect of its place, and its mistakes are warnings', async () => {
    const files = { CODEOWNERS: '* @a\n', 'docs/CODEOWNERS': '* @b\n', '.gitlab-ci.yml': '' };
    const { catalog, problems } = await accepted('version: 1', { files });
    expect(catalog.ownership).toMatchObject({ dialect: 'gitlab', path: 'CODEOWNERS' });
    expect(problems.map(({ severity, file }) => [severity, file])).toEqual([['warning', 'docs/CODEOWNERS']]);
    const github = await accepted('version: 1', { files: { '.github/CODEOWNERS': '!x @a\n' } });
    expect(github.problems.map(({ file, line }) => [file, line])).toEqual([['.github/CODEOWNERS', 1]]);
  });
});

describe('laws of reading', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const configuration = fc.record({
    services: fc.dictionary(
      name,
      fc.record({ tier: fc.integer({ min: 0, max: 3 }), paths: fc.array(name, { minLength: 1, maxLength: 3 }) }),
      { maxKeys: 4 },
    ),
    people: fc.uniqueArray(fc.tuple(name, fc.constantFrom(...LEVELS)), {
      selector: ([handle]) => handle,
      maxLength: 5,
    }),
    rules: fc.uniqueArray(name, { maxLength: 4 }),
    mode: fc.constantFrom('shadow', 'advise', 'enforce'),
  });

  it('what is printed is read back the same, in any style', async () => {
    await fc.assert(
      fc.asyncProperty(configuration, fc.boolean(), async ({ services, people, rules, mode }, flow) => {
        const levels = LEVELS.map((level) => [
          level,
          people.filter((each) => each[1] === level).map(([handle]) => `@${handle}`),
        ]);
        const shape = {
          version: 1,
          services,
          people: Object.fromEntries(levels),
          policy: { use: [], mode, rules: rules.map((id) => ({ id, when: 'true', hold: true, because: 'b' })) },
        };
        const block = await accepted(stringify(shape));
        const other = await accepted(
          flow ? JSON.stringify(shape) : stringify(shape, { collectionStyle: 'flow', indent: 4 }),
        );
        expect(other.digest).toBe(block.digest);
        expect(block.catalog.people).toHaveLength(people.length);
        expect(block.policy.rules.map((each) => [each.id, each.mode])).toEqual(rules.map((id) => [id, mode]));
      }),
      { numRuns: 50 },
    );
  });

  it('any one key misspelt is refused where it stands', async () => {
    const text =
      'version: 1\nservices:\n  a:\n    tier: 0\n    paths: [x]\n    owners: []\npolicy:\n  use: []\n  mode: advise\n';
    const lines = text.split('\n').slice(0, -1);
    for (const [index, line] of lines.entries()) {
      if (/^ {2}a:/.test(line)) continue;
      const wrong = lines.with(index, line.replace(/(\w)(\w*):/, '$1x$2:')).join('\n');
      const keys = (await rejected(wrong)).filter(({ code }) => code === 'unknown-key');
      expect(keys.map((problem) => problem.line)).toEqual([index + 1]);
      expect(keys[0]?.suggestion).toBe(/(\w+):/.exec(line)?.[1]);
    }
  });

  it('never throws on any text of its own words', async () => {
    const words = [
      'version',
      'services',
      'policy',
      'rules',
      'people',
      'id',
      'when',
      'require',
      'signoffs',
      '1',
      '"@a"',
      'true',
      'null',
      '[]',
      '{}',
    ];
    const node = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(...words),
        fc.dictionary(fc.constantFrom(...words), tie('node'), { maxKeys: 4 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node;
    await fc.assert(
      fc.asyncProperty(node, async (value) => void (await parse(JSON.stringify({ version: 1, ...(value as object) })))),
    );
  });
});
