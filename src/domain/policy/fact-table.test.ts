import { describe, expect, it } from 'vitest';
import { CONDITION_ENVIRONMENT } from './condition-environment.ts';
import type { FactValues } from './fact.ts';
import { factPage } from './fact-page.ts';
import { FACT_TABLE, type FactType } from './fact-table.ts';

type TypeOf<Value> = Value extends boolean
  ? 'bool'
  : Value extends string
    ? 'string'
    : Value extends number
      ? 'int' | 'double'
      : 'list<string>';

/** Every dotted name of {@link FactValues} with the CEL types that its value may have. */
type Expected = {
  [Group in keyof FactValues & string as Group]: {
    readonly [Member in keyof FactValues[Group] & string]-?: TypeOf<NonNullable<FactValues[Group][Member]>>;
  };
};

/** The compiler refuses this object as soon as a fact is added to, removed from or retyped in `FactValues`. */
const FACTS: Expected = {
  change: {
    kind: 'string',
    title: 'string',
    base_branch: 'string',
    head_branch: 'string',
    paths: 'list<string>',
    deleted_paths: 'list<string>',
    classes: 'list<string>',
    sensitive: 'list<string>',
    files: 'int',
    commits: 'int',
    added_lines: 'int',
    deleted_lines: 'int',
    review_lines: 'int',
    size_percentile: 'double',
    areas: 'int',
    is_revert: 'bool',
    test_changed: 'bool',
  },
  companions: {
    count: 'int',
    changes: 'list<string>',
    lines: 'int',
    files: 'int',
    tier: 'int',
    size_percentile: 'double',
  },
  flag: {
    changed: 'int',
    names: 'list<string>',
    problems: 'int',
    kill: 'bool',
    exposure_jump: 'double',
    group_jump: 'double',
    moves_users: 'bool',
    flows: 'list<string>',
    tier: 'int',
  },
  author: { id: 'string', level: 'string', is_bot: 'bool', changes_before: 'int', file_changes_before: 'int' },
  provenance: {
    assistance: 'string',
    evidence: 'string',
    tools: 'list<string>',
    models: 'list<string>',
    ai_share: 'double',
    findings: 'list<string>',
  },
  catalog: {
    tier: 'int',
    services: 'list<string>',
    unplanned_services: 'list<string>',
    flows: 'list<string>',
    owners: 'list<string>',
    unowned_paths: 'list<string>',
  },
  evidence: { tickets: 'list<string>', rollout_plan: 'bool', rollback_plan: 'bool' },
  risk: { score: 'double', percentile: 'double' },
  operation: {
    rules: 'list<string>',
    effects: 'list<string>',
    paths: 'list<string>',
    count: 'int',
    unread: 'int',
    reversible: 'string',
  },
  blast: {
    tier: 'int',
    services: 'list<string>',
    flows: 'list<string>',
    dependents: 'int',
    files: 'int',
    packages: 'int',
    not_analysed: 'int',
    orders_per_minute: 'double',
    money_per_minute: 'double',
    users_per_minute: 'double',
  },
  scanner: {
    tools: 'list<string>',
    findings: 'int',
    errors: 'int',
    warnings: 'int',
    file_findings: 'int',
    file_errors: 'int',
    file_warnings: 'int',
    rules: 'list<string>',
    paths: 'list<string>',
    suppressed: 'int',
    unmapped: 'int',
  },
  pattern: { copies: 'int', ai_copies: 'int', engineers: 'int', exposure: 'double', family: 'list<string>' },
  repository: { has_tests: 'bool' },
};

describe('the table of facts', () => {
  it('names exactly the facts that exist, with their types', () => {
    const expected = Object.entries(FACTS).flatMap(([group, members]) =>
      Object.entries(members).map(([member, type]): [string, FactType] => [`${group}.${member}`, type]),
    );
    expect(Object.fromEntries(FACT_TABLE.map((fact) => [fact.name, fact.type]))).toEqual(Object.fromEntries(expected));
  });

  it('is what conditions are checked against', () => {
    for (const { name, type } of FACT_TABLE)
      expect([name, CONDITION_ENVIRONMENT.check(name).type]).toEqual([name, type]);
  });

  it('makes the page that documents it; update with `npx vitest run -u`', async () => {
    await expect(factPage()).toMatchFileSnapshot('../../../docs/facts.md');
  });
});
