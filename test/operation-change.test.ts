import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentParser } from '../src/adapter/document/index.ts';
import type { FilePath } from '../src/domain/change/index.ts';
import { assessReversibility, EFFECTS, type FilePair, readOperations } from '../src/domain/operation/index.ts';

const readers = { documents: documentParser, migration: { parser: null, dialect: null } };
const pair = (path: string, before: string | null, after: string | null): FilePair => ({
  path: path as FilePath,
  before,
  after,
});
const read = (...pairs: readonly FilePair[]) => readOperations(pairs, readers);
const rules = (...pairs: readonly FilePair[]) => read(...pairs).operations.map(({ rule }) => rule);

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { resources: { requests: { storage: 1Gi } } }
`;

const paths = fc.constantFrom(
  'k8s/a.yaml',
  'k8s/b.yaml',
  'charts/x/templates/a.yaml',
  'kustomization.yaml',
  'config/app.json',
  'config/app.toml',
  '.env',
  '.github/workflows/ci.yml',
  '.gitlab-ci.yml',
  'src/a.ts',
  '.github/CODEOWNERS',
);
const lines = fc.array(
  fc.constantFrom(
    'apiVersion: v1',
    'kind: Namespace',
    'metadata: { name: a }',
    'spec: { replicas: 3 }',
    '---',
    'timeout: 5s',
    'timeout = 5',
    '{{ .Values.x }}',
    '{ "a": 1',
    'on: pull_request_target',
    'jobs: { a: { steps: [{ run: "npm test" }] } }',
    '* @owner',
    '- x',
  ),
  { maxLength: 8 },
);
const side = fc.option(lines.map((each) => each.join('\n')));
const pairs = fc.uniqueArray(fc.tuple(paths, side, side), { selector: ([path]) => path, maxLength: 5 });

describe('the operations of a change', () => {
  it('name the first place of a key that goes from several, whatever the order of the files', () => {
    const files = [pair('.env', 'timeout = 5', 'apiVersion: v1'), pair('k8s/a.yaml', 'timeout: 5s', 'apiVersion: v1')];
    expect(read(...[...files].reverse())).toEqual(read(...files));
    const removed = read(...files).operations.filter(({ rule }) => rule === 'configuration/removed-key');
    expect(removed.map(({ place }) => place.path)).toEqual(['.env']);
  });

  it('do not depend on the order of its files, have effects in order and are safe to show', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const given = all.map(([path, before, after]) => pair(path, before, after));
        const reading = read(...given);
        expect(read(...[...given].reverse())).toEqual(reading);
        for (const { effects, what, place } of reading.operations) {
          expect(effects.length).toBeGreaterThan(0);
          expect(effects).toEqual(EFFECTS.filter((effect) => effects.includes(effect)));
          expect(`${what}${place.object}`).not.toMatch(/[\n\u001b]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are none where nothing changed', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        expect(read(...all.map(([path, before]) => pair(path, before, before)))).toEqual({
          operations: [],
          unread: [],
        });
      }),
      { numRuns: 100 },
    );
  });

  it('come gravest first, the certain before the possible', () => {
    const found = read(
      pair('config/app.yaml', 'timeout: 5s\n', 'timeout: 5ms\n'),
      pair('k8s/claim.yaml', CLAIM, null),
      pair(
        'k8s/kept.yaml',
        CLAIM.replace('name: data', 'name: logs, annotations: { helm.sh/resource-policy: keep }'),
        null,
      ),
    );
    expect(found.operations.map(({ rule, certainty }) => `${rule} ${certainty}`)).toEqual([
      'kubernetes/remove-storage certain',
      'kubernetes/remove-storage possible',
      'configuration/duration certain',
    ]);
  });

  it('know a moved object by what it is, and a file that moves away from one that stays elsewhere', () => {
    expect(rules(pair('a.yaml', CLAIM, null), pair('b.yaml', null, CLAIM))).toEqual([]);
    const stays = read(pair('prod/db.yaml', CLAIM, null), pair('test/env/db.yaml', CLAIM, `# note\n${CLAIM}`));
    expect(stays.operations.map(({ certainty }) => certainty)).toEqual(['certain']);
    const overlay = read(pair('prod/db.yaml', CLAIM, null), pair('stage/db.yaml', CLAIM, `# note\n${CLAIM}`));
    expect(overlay.operations.map(({ certainty }) => certainty)).toEqual(['possible']);
  });

  it('are not made up from a side that cannot be read, and never count as reversible then', () => {
    const reading = read(pair('k8s/a.yaml', CLAIM, `${CLAIM}\n  bad: [`));
    expect(reading.operations).toEqual([]);
    expect(reading.unread.map(({ code }) => code)).toEqual(['malformed']);
    expect(assessReversibility(reading).answer).toBe('unknown');
  });

  it.each([
    [
      'a file of one line of 50 MB',
      'k8s/a.yaml',
      `apiVersion: v1\nkind: X\na: "${'x'.repeat(50_000_000)}"`,
      'too-large',
    ],
    ['JSON of one line of 50 MB', 'config/a.json', `{"a":"${'x'.repeat(50_000_000)}"}`, 'too-large'],
    ['a wall of brackets', 'config/a.json', '['.repeat(1_000_000), 'too-deep'],
    ['a wall of YAML brackets', 'config/a.yaml', '['.repeat(500_000), 'too-deep'],
    [
      'aliases of aliases',
      'config/a.yaml',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g'].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[at]}`).join(',')}]`).join('\n')}`,
      'too-many-nodes',
    ],
    ['truncated JSON', 'config/a.json', '{"a": {"b": 1', 'malformed'],
    ['control characters', 'config/a.yaml', 'a: \u0000\u001b[31m\nb: [', 'malformed'],
  ])('say that %s was not read, in time', (_, path, after, code) => {
    const started = performance.now();
    const reading = read(pair(path, '{}', after), pair('k8s/claim.yaml', CLAIM, null));
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(reading.unread.map((each) => each.code)).toContain(code);
    expect(reading.operations.map(({ rule }) => rule)).toContain('kubernetes/remove-storage');
    expect(JSON.stringify(reading).length).toBeLessThan(10_000);
  });

  it('are listed as unread from the limit of a change on, and read up to there', () => {
    const large = 'x'.repeat(20 * 1024 * 1024);
    const reading = read(
      pair('k8s/claim.yaml', CLAIM, null),
      ...[1, 2, 3, 4].map((at) => pair(`data/${at}.txt`, null, large)),
    );
    expect(reading.operations.map(({ rule }) => rule)).toEqual(['kubernetes/remove-storage']);
    expect(reading.unread.map(({ code }) => code)).toContain('too-large');
  });

  it('take about the time of what they read: ten times the manifests, not a hundred times the time', () => {
    const tree = (count: number, replicas: number) =>
      Array.from(
        { length: count },
        (_, at) =>
          `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d${at} }\nspec: { replicas: ${replicas} }\n`,
      ).join('---\n');
    const time = (count: number): number => {
      const started = performance.now();
      expect(rules(pair('out/all.yaml', tree(count, 9), tree(count, 1)))).toHaveLength(count);
      return performance.now() - started;
    };
    time(100);
    const [small, large] = [Math.max(5, time(200)), time(2_000)];
    expect(large / small).toBeLessThan(60);
  });
});
