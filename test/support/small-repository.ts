import { makeRepository, type TestRepository } from './git-repository.ts';

export const SMALL_CONFIGURATION = `version: 1
services:
  checkout: { tier: 0, paths: [src/checkout], owners: ["@bob"] }
  rest: { tier: 2, paths: ["**"] }
people: { senior: ["bob@example.org @bob"], mid: ["ann@example.org @ann"] }
policy:
  use: []
  mode: enforce
  rules:
    - { id: checkout, when: catalog.tier == 0, require: { signoffs: [{ count: 1, level: senior }] }, because: Money moves there. }
    - { id: no-key, when: 'change.paths.exists(path, path.endsWith(".pem"))', block: true, because: Keys do not belong here. }
    - { id: ai-note, when: provenance.assistance == "ai", require: { evidence: [ticket] }, because: A ticket says why., mode: advise }
`;

/**
 * A repository with a policy, six landed changes of every form, and branches with one verdict each: `allowed`, `held`,
 * `blocked`. `held` is checked out.
 */
export function makeSmallRepository(): TestRepository {
  const repository = makeRepository();
  repository.import(
    [
      { id: 'root', message: 'Start', files: { 'firebreak.yaml': SMALL_CONFIGURATION, 'src/checkout/a.ts': 'a\n' } },
      { id: 'direct', parents: ['root'], message: 'Say more', files: { 'readme.md': 'more\n' } },
      {
        id: 'squash',
        parents: ['direct'],
        message: 'Add tax (#1)\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
        files: { 'src/checkout/tax.ts': 'tax\n' },
      },
      { id: 'side', parents: ['squash'], message: 'Add a filter', files: { 'src/filter.ts': 'filter\n' } },
      {
        id: 'merge',
        parents: ['squash', 'side'],
        message: 'Merge pull request #2 from ann/filter\n\nAdd a filter',
        files: { 'src/filter.ts': 'filter\n' },
      },
      { id: 'one', parents: ['merge'], message: 'Part one (#3)', files: { 'src/b.ts': 'b\n' } },
      { id: 'two', parents: ['one'], message: 'Part two (#3)', files: { 'test/b.test.ts': 'b\n' } },
      {
        id: 'tip',
        parents: ['two'],
        message: 'Revert "Add tax (#1)"\n\nReverts #1',
        files: { 'src/checkout/tax.ts': null },
      },
      { id: 'allowed', parents: ['tip'], message: 'Say less', files: { 'readme.md': 'less\n' } },
      { id: 'held', parents: ['tip'], message: 'Round up', files: { 'src/checkout/a.ts': 'b\n' } },
      { id: 'blocked', parents: ['tip'], message: 'Add the key', files: { 'deploy.pem': 'key\n' } },
    ],
    { branches: { main: 'tip', allowed: 'allowed', held: 'held', blocked: 'blocked' } },
  );
  repository.git('checkout', '--quiet', 'held');
  return repository;
}
