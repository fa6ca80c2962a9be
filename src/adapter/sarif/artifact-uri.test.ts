import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapPlace, type PlaceBasis } from './artifact-uri.ts';
import type { StatedUri } from './result.ts';

function uri(text: string | null, base: string | null = null, index: number | null = null): StatedUri {
  return { uri: text, base, index };
}

function basis(changes: Partial<PlaceBasis> = {}): PlaceBasis {
  return { artifacts: [], bases: new Map(), mappedTo: null, root: '/home/ci/shop', ...changes };
}

const CI = new Map([['SRCROOT', uri('file:///builds/shop/')]]);

describe('mapPlace', () => {
  it.each<[string, StatedUri, Partial<PlaceBasis>, string]>([
    ['a plain path', uri('src/pay.ts'), {}, 'src/pay.ts'],
    ['dots', uri('./src/../src//pay.ts'), {}, 'src/pay.ts'],
    ['%SRCROOT%', uri('src/pay.ts', '%SRCROOT%'), {}, 'src/pay.ts'],
    ['a root of another machine', uri('src/pay.ts', 'SRCROOT'), { bases: CI }, 'src/pay.ts'],
    ['an absolute path below that root', uri('file:///builds/shop/src/pay.ts'), { bases: CI }, 'src/pay.ts'],
    ['an absolute path here', uri('file:///home/ci/shop/src/pay.ts'), {}, 'src/pay.ts'],
    ['an absolute path without a scheme', uri('/home/ci/shop/src/pay.ts'), {}, 'src/pay.ts'],
    ['file://localhost', uri('file://localhost/home/ci/shop/a'), {}, 'a'],
    ['backslashes', uri('src\\pay.ts'), {}, 'src/pay.ts'],
    ['a drive', uri('file:///C:/shop/src/pay.ts'), { root: 'C:\\shop' }, 'src/pay.ts'],
    ['a drive without a scheme', uri('C:\\shop\\src\\pay.ts'), { root: 'C:/shop' }, 'src/pay.ts'],
    ['escapes', uri('src/a%20b/%C3%A9%5C.ts'), {}, 'src/a b/é\\.ts'],
    ['a percent sign of its own', uri('src/100%.ts'), {}, 'src/100%.ts'],
    [
      'a folder below the root',
      uri('pay.ts', 'WEB'),
      { bases: new Map([['WEB', uri('apps/web/', 'SRCROOT')]]) },
      'apps/web/pay.ts',
    ],
    ['the root that is mapped to', uri('a.ts', 'HERE'), { mappedTo: uri(null, 'HERE') }, 'a.ts'],
    [
      'a part of the repository',
      uri('a.ts', 'SRCROOT'),
      { bases: new Map([['SRCROOT', uri('file:///home/ci/shop/apps/')]]) },
      'apps/a.ts',
    ],
    ['an artifact by number', uri(null, null, 1), { artifacts: [uri('a.ts'), uri('b.ts')] }, 'b.ts'],
  ])('brings %s to a path', (_name, location, given, expected) => {
    expect(mapPlace(location, basis(given))).toEqual({ kind: 'path', path: expected });
  });

  it.each<[string, StatedUri | null, Partial<PlaceBasis>]>([
    ['nothing', null, {}],
    ['an empty place', uri(''), {}],
    ['the root itself', uri('./'), {}],
    ['a path that leaves the repository', uri('../secret'), {}],
    ['one that leaves it in escapes', uri('src/%2e%2e/%2e%2e/secret'), {}],
    ['one that leaves it through a folder', uri('../../../../etc/passwd', 'SRCROOT'), {}],
    ['an absolute path elsewhere', uri('file:///etc/passwd'), {}],
    ['a neighbour whose name starts alike', uri('file:///home/ci/shop2/a.ts'), {}],
    ['a root that is the file system', uri('file:///etc/passwd'), { bases: new Map([['SRCROOT', uri('file:///')]]) }],
    ['a web page', uri('https://shop.example/src/pay.ts'), {}],
    ['another machine', uri('file://server/share/a.ts'), {}],
    ['an unknown folder', uri('a.ts', 'SOMEWHERE'), {}],
    [
      'folders that lead to each other',
      uri('a.ts', 'A'),
      {
        bases: new Map([
          ['A', uri('x/', 'B')],
          ['B', uri('y/', 'A')],
        ]),
      },
    ],
    ['bytes that are no text', uri('src/%ff%fe.ts'), {}],
    ['a hidden zero', uri('src/a%00.ts'), {}],
    ['an artifact that is not there', uri(null, null, 7), {}],
  ])('does not map %s', (_name, location, given) => {
    expect(mapPlace(location, basis(given)).kind).toBe('unmapped');
  });

  it('never gives a path that leaves the repository, whatever is written', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2F', 'a', '%', 'file:', 'C:', ' ', '%5c');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const mapped = mapPlace(uri(pieces.join('')), basis());
        if (mapped.kind === 'unmapped') return;
        expect(mapped.path.startsWith('/')).toBe(false);
        expect(mapped.path.split('/').filter((segment) => ['', '.', '..'].includes(segment))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
