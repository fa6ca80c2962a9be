import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import { type Catalog, EMPTY_CATALOG, type Service, type Tier } from './model.ts';
import { parseOwnership } from './ownership.ts';
import { compileCatalog, placeOf } from './place.ts';

function service(id: string, tier: Tier, more: Partial<Service> = {}): Service {
  return { id, tier, paths: [id], owners: [], calls: [], ...more };
}

function catalog(more: Partial<Catalog>): Catalog {
  return { ...EMPTY_CATALOG, ...more };
}

function owned(text: string, dialect: 'github' | 'gitlab' = 'github'): Catalog['ownership'] {
  return parseOwnership({ text, dialect, path: 'CODEOWNERS' as FilePath }).ownership;
}

const shop = compileCatalog(
  catalog({
    services: [
      service('checkout', 1, { paths: ['src/checkout', 'lib/*.ts'], owners: ['@payments'] }),
      service('search', 2, { paths: ['src/search/**'] }),
      service('site', 3),
    ],
    flows: [
      { id: 'pay', tier: 0, services: ['checkout'], paths: [], value: null },
      { id: 'sign-in', tier: 1, services: [], paths: ['**/session.ts'], value: null },
    ],
    ownership: owned('* @all\n/src/search/ @search\n/site/\n'),
  }),
);

describe('where a change stands', () => {
  it('takes the most critical tier of services and flows', () => {
    expect(placeOf(shop, ['site/a', 'src/search/b', 'src/checkout/c'])).toMatchObject({
      tier: 0,
      whyTierUnknown: null,
      services: ['checkout', 'search', 'site'],
      flows: ['pay'],
      owners: ['@all', '@payments', '@search'],
      unownedPaths: ['site/a'],
    });
    expect(placeOf(shop, ['src/search/b']).tier).toBe(2);
    expect(placeOf(shop, ['src/search/session.ts'])).toMatchObject({ tier: 1, flows: ['sign-in'] });
    expect(placeOf(shop, ['x/session.ts'])).toMatchObject({ tier: 1, services: [], unplacedPaths: [] });
  });

  it('leaves the tier to the others where one path is outside every service', () => {
    expect(placeOf(shop, ['elsewhere', 'src/search/b'])).toMatchObject({ tier: 2, unplacedPaths: ['elsewhere'] });
  });

  it('reaches a service by every path that some file system takes for one of its own', () => {
    const service0 = service('payments', 0, { paths: ['src/Payments/**'] });
    const compiled = compileCatalog(catalog({ services: [service0, service('docs', 3)] }));
    for (const path of [
      'src/payments/a',
      'SRC/PAYMENTS/a',
      'src/Pay\u200bments/a',
      'src/Payments./a',
      'src/Payments /a',
    ]) {
      expect([path, placeOf(compiled, ['docs/a', path]).tier]).toEqual([path, 0]);
    }
    const plain = compileCatalog(catalog({ services: [service('caf\u00e9', 0), service('docs', 3)] }));
    expect(placeOf(plain, ['docs/a', 'cafe\u0301/x']).tier).toBe(0);
    // A letter of another alphabet is another file everywhere.
    expect(placeOf(compiled, ['docs/a', 'src/P\u0430yments/a']).tier).toBe(3);
  });

  it.each([
    [shop, ['elsewhere/\u202e.ts', 'other']],
    [shop, []],
    [compileCatalog(catalog({})), ['a']],
  ])('does not know the tier where nothing is placed, and says why (%#)', (compiled, paths) => {
    const place = placeOf(compiled, paths);
    expect(place.tier).toBeNull();
    expect(place.whyTierUnknown).toMatch(/^[^\u202e\n]{20,}$/u);
  });

  it('gives each rule of CODEOWNERS the paths it decided', () => {
    const text = '* @general\n[Docs][2] @docs\ndocs/\n^[Go] @go\n*.go\n';
    const compiled = compileCatalog(catalog({ ownership: owned(text, 'gitlab') }));
    const place = placeOf(compiled, ['docs/b', 'docs/a', 'x.go', 'docs/a']);
    expect(place.ownerGroups).toEqual([
      {
        section: null,
        owners: ['@general'],
        approvals: 1,
        optional: false,
        line: 1,
        paths: ['docs/b', 'docs/a', 'x.go'],
      },
      { section: 'Docs', owners: ['@docs'], approvals: 2, optional: false, line: 3, paths: ['docs/b', 'docs/a'] },
      { section: 'Go', owners: ['@go'], approvals: 1, optional: true, line: 5, paths: ['x.go'] },
    ]);
    expect(place.owners).toEqual(['@docs', '@general', '@go']);
  });

  it('treats a file name with a backslash, a bracket or a byte that is not UTF-8 as itself', () => {
    const compiled = compileCatalog(
      catalog({ services: [service('a', 0, { paths: ['app/\\[id\\]/**', 'x\udcff'] })] }),
    );
    expect(placeOf(compiled, ['app/[id]/page.tsx']).tier).toBe(0);
    expect(placeOf(compiled, ['app/i/page.tsx']).tier).toBeNull();
    expect(placeOf(compiled, ['x\udcff/y']).tier).toBe(0);
  });
});

describe('laws of places', () => {
  const path = fc
    .array(fc.constantFrom('src', 'site', 'checkout', 'search', 'session.ts', 'a'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'));

  it('one more path never makes a change less critical, and order does not matter', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 5 }), path, (paths, more) => {
        const before = placeOf(shop, paths).tier ?? 4;
        const after = placeOf(shop, [...paths, more]);
        expect(after.tier ?? 4).toBeLessThanOrEqual(before);
        const { ownerGroups: _groups, whyTierUnknown: _why, ...sorted } = placeOf(shop, [more, ...paths.toReversed()]);
        expect(after).toMatchObject(sorted);
      }),
    );
  });
});

describe('a large catalog', () => {
  it('does not try every pattern for every path', () => {
    const services = Array.from({ length: 300 }, (_, n) =>
      service(`s${n}`, (n % 4) as Tier, { paths: [`services/s${n}`, `libs/s${n}/**/*.ts`] }),
    );
    const rules = Array.from({ length: 1000 }, (_, n) => `/services/s${n % 300}/part${n}/ @team${n}`);
    const compiled = compileCatalog(
      catalog({ services, ownership: owned(['* @all', '*.md @docs', ...rules].join('\n')) }),
    );
    const before = performance.now();
    for (let change = 0; change < 2_000; change++) {
      const paths = Array.from(
        { length: 20 },
        (_, n) => `services/s${(change + n) % 300}/part${change % 1000}/src/deep/file${n}.ts`,
      );
      expect(placeOf(compiled, paths).tier).toBe(0);
    }
    // 0.13 s of one core (0.7 s for 10,000 changes); trying all 1,900 patterns for all 40,000 paths takes far longer.
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});
