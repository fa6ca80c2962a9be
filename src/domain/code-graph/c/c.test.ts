import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import type { FileScan, SourceTree } from '../model.ts';
import { scanC } from './scan.ts';
import { cSupport } from './support.ts';

describe('scanC', () => {
  it('reads includes in every form and none from comments and strings', () => {
    const scan = scanC(`/* #include "no.h" */
// #include "no.h" \\
#include "no.h"
  #  include <stdio.h> // "no"
#include \\
  "joined.h"
#import <Foundation/Foundation.h>
@import UIKit.Core;
const char *text = "\\
#include <no.h>";
auto raw = R"x(
#include "no.h"
)x";
#error don't look
#include "last.h"
`);
    expect(scan.references.map(({ text }) => text)).toEqual([
      '<stdio.h>',
      '"joined.h"',
      '<Foundation/Foundation.h>',
      '@UIKit',
      '"last.h"',
    ]);
  });

  it('reads an include behind a byte order mark', () => {
    expect(scanC('\ufeff#include "a.h"\n').references).toEqual([{ text: '"a.h"', form: 'import' }]);
  });

  it('reads an include of a macro that the file defines, and says where one cannot be read', () => {
    const known = scanC('#define CONFIG "config.h"\n#include CONFIG\n');
    expect(known.references.map(({ text }) => text)).toEqual(['"config.h"']);
    expect(known.computed).toBe(false);
    expect(scanC('#include CONFIG\n').computed).toBe(true);
  });

  it('tells functions for others from its own, and what it uses', () => {
    const scan = scanC(`static int local_sum(int a) { return a; }
struct order *
order_new(const char *name,
          int total)
{
  local_sum(total);
  order_log(name, log_level);
  table = { order_print, order->field };
  return other.call(total);
}
int declared_only(int a);
`);
    expect(scan.declares).toEqual(['order_new']);
    expect(scan.mentions).toEqual(expect.arrayContaining(['order_log', 'declared_only']));
    expect(scan.mentions).not.toEqual(expect.arrayContaining(['local_sum']));
    expect(scan.mentions).not.toContain('call');
    expect(scan.mentions).not.toContain('field');
  });

  it('never throws and stays linear on text made to be slow', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => scanC(text).references.length >= 0));
    const pieces = [
      '#include ',
      '#\\\n',
      '# ',
      '"',
      "'",
      'R"x(',
      '/*',
      'a (',
      'a(b,\n',
      'int f(',
      '#define A ',
      '{',
      '// \\\n',
    ];
    const started = process.hrtime.bigint();
    for (const piece of pieces) scanC(piece.repeat(300_000));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(10_000);
  });
});

describe('cResolver', () => {
  const FILES = {
    'include/shop/order.h': '',
    'src/order.c': '#include <shop/order.h>\nint order_sum(void) { return 1; }\n',
    'src/order_private.h': '',
    'src/tax.c': 'int tax_of(void) { return 1; }\n',
    'other/order.c': 'int nothing_here(void) { return 1; }\n',
    'deps/zip/zip.h': '',
    'deps/zip/private.h': '',
    'deps/zap/private.h': '',
    'config.h.in': '',
    'src/parse.y': '',
    'tool/a.c': 'int tool_start(void) { return 1; }\n',
    'tool2/a.c': 'int tool_start(void) { return 1; }\n',
    Makefile: 'CFLAGS = -I$(top_srcdir)/deps/zip\n',
  };

  it.each([
    ['#include "order_private.h"', 'src/order_private.h'],
    ['#include <shop/order.h>', 'include/shop/order.h'],
    ['#include "shop/order.h"', 'include/shop/order.h'],
    ['#include "config.h"', 'config.h.in'],
    ['#include "parse.h"', 'src/parse.y'],
    ['#include <zip.h>', 'deps/zip/zip.h'],
    ['#include <sys/stat.h>', 'standard sys/stat.h'],
    ['#include <vector>', 'standard vector'],
    ['#include <openssl/ssl.h>', 'external openssl'],
    ['#include <zlib.h>', 'external zlib.h'],
    ['#include "gone.h"', 'unresolved "gone.h"'],
  ])('leads %s to %s', (text, target) => {
    expect(targets(text, 'src/new.c')).toEqual([target]);
  });

  it('takes the nearest of several headers of the name', () => {
    expect(targets('#include "private.h"', 'deps/zap/src/new.c')).toEqual(['deps/zap/private.h']);
    expect(targets('#include "private.h"', 'deps/zip/src/new.c')).toEqual(['deps/zip/private.h']);
  });

  it('leads a header to the source that carries it out, and to no other of the name', () => {
    expect(targets('', 'include/shop/order.h')).toEqual(['src/order.c']);
  });

  it('leads a call to the file that defines the function, unless several are as near', () => {
    expect(targets('int x(void) { return tax_of(); }', 'src/new.c')).toEqual(['src/tax.c']);
    expect(targets('int x(void) { return tool_start(); }', 'src/new.c')).toEqual([]);
    expect(targets('int x(void) { return tool_start(); }', 'tool/new.c')).toEqual(['tool/a.c']);
  });

  function targets(text: string, path: string): readonly string[] {
    const tree = treeOf({ ...FILES, [path]: text });
    return cSupport
      .resolver(tree)(path as FilePath, cSupport.scan(text))
      .map(({ target }) => {
        if (target.kind === 'file') return target.path;
        return `${target.kind} ${target.kind === 'unresolved' ? target.text : target.name}`;
      });
  }

  function treeOf(files: Readonly<Record<string, string>>): SourceTree {
    const scans = new Map<string, FileScan>();
    for (const [path, text] of Object.entries(files)) if (/\.[ch]$/.test(path)) scans.set(path, scanC(text));
    return {
      paths: Object.keys(files).sort() as FilePath[],
      has: (path) => path in files,
      manifest: (path) => (cSupport.isManifest(path) ? (files[path] ?? null) : null),
      declaring: (name) =>
        [...scans].flatMap(([path, scan]) => (scan.declares.includes(name) ? [path as FilePath] : [])),
      scan: (path) => scans.get(path) ?? null,
    };
  }
});
