import { describe, expect, it } from 'vitest';
import { compileCatalog, EMPTY_CATALOG, type Place } from '../../domain/catalog/index.ts';
import type { Change } from '../../domain/change/index.ts';
import type { PatternFacts } from '../../domain/gate/index.ts';
import type { Facts } from '../../domain/policy/index.ts';
import type { Provenance } from '../../domain/provenance/index.ts';
import { changeTarget } from './change-target.ts';

const catalog = compileCatalog({
  ...EMPTY_CATALOG,
  services: [
    { id: 'checkout', tier: 0, paths: ['src/checkout'], owners: [], calls: [] },
    { id: 'docs', tier: 3, paths: ['docs'], owners: [], calls: [] },
  ],
});
const place = { tier: 0 } as Place;

function target(
  given: {
    readonly values?: object;
    readonly unknown?: object;
    readonly change?: object;
    readonly tools?: Provenance['tools'];
    readonly labels?: readonly string[];
    readonly patterns?: PatternFacts;
  } = {},
) {
  const values = {
    change: { paths: ['a'], files: 1 },
    catalog: { services: ['checkout', 'docs'], flows: ['pay'] },
    provenance: { assistance: 'ai' },
    flag: {},
    pattern: {},
    ...given.values,
  };
  return changeTarget({
    change: { headBranch: 'x', ...given.change } as Change,
    facts: { values, unknown: { ...given.unknown } } as unknown as Facts,
    place,
    provenance: { tools: given.tools ?? [{ name: 'Tool A', model: 'm-1' }] } as unknown as Provenance,
    catalog,
    labels: given.labels ?? [],
    patterns: given.patterns,
  });
}

describe('a change as brakes see it', () => {
  it('has the tiers of every service that it touches, not only the most critical', () => {
    expect(target().tiers).toEqual({ kind: 'known', values: [0, 3] });
  });

  it('is unknown where its facts are, with the same reason', () => {
    const unknown = { 'change.paths': 'cut history', 'catalog.services': 'no catalog' };
    const seen = target({ values: { change: {}, catalog: {} }, unknown });
    expect(seen).toMatchObject({
      paths: { kind: 'unknown', why: 'cut history' },
      services: { kind: 'unknown', why: 'no catalog' },
      tiers: { kind: 'unknown' },
      patterns: { kind: 'unknown' },
    });
  });

  it('brings fragments of known families, unless a brake names one that nobody has seen', () => {
    const read = { kind: 'read', copies: 3, aiCopies: 1, engineers: 2, exposure: null, families: ['p1'] } as const;
    const values = { pattern: { family: ['p1'] } };
    const seen = (unknownFamilies: readonly string[]) =>
      target({ values, patterns: { ...read, unknownFamilies } }).patterns;
    expect(seen([])).toEqual({ kind: 'known', values: ['p1'] });
    expect(seen(['p2'])).toMatchObject({ kind: 'unknown' });
  });

  it("was made by nobody's agent only where a human surely made it", () => {
    const of = (assistance: string, tools?: Provenance['tools']) =>
      target({ values: { provenance: { assistance } }, ...(tools === undefined ? {} : { tools }) });
    expect(of('human').agents).toEqual({ kind: 'known', values: [] });
    expect(of('unknown').agents.kind).toBe('unknown');
    expect(of('ai').agents).toEqual({ kind: 'known', values: ['Tool A'] });
    expect(of('ai', []).agents.kind).toBe('unknown');
    expect(of('ai', [{ name: 'Tool A', model: null }]).models.kind).toBe('unknown');
  });

  it('asks to pass as a hotfix by its label or branch, and as a kill switch by what it does to flags alone', () => {
    expect(target().lane).toBe('ordinary');
    expect(target({ labels: ['Hotfix'] }).lane).toBe('hotfix');
    expect(target({ change: { headBranch: 'hotfix/1' } }).lane).toBe('hotfix');
    const flag = { kill: true, changed: 1, problems: 0, flows: ['search'] };
    expect(target({ values: { flag } })).toMatchObject({ lane: 'stop', flows: { values: ['pay', 'search'] } });
    for (const other of [{ kill: false }, { changed: 0 }, { problems: 1 }, { kill: undefined }]) {
      expect(target({ values: { flag: { ...flag, ...other } } }).lane).toBe('ordinary');
    }
    expect(target({ values: { flag, change: { paths: ['a', 'b'], files: 2 } } }).lane).toBe('ordinary');
  });
});
