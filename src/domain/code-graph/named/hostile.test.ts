import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { readProjectFile } from '../csharp/project-file.ts';
import { csharpSupport } from '../csharp/support.ts';
import { javaSupport } from '../java/support.ts';
import { coordinatesOf, ownGroups } from '../jvm/coordinate.ts';
import { kotlinSupport } from '../kotlin/support.ts';
import { phpSupport } from '../php/support.ts';

const LANGUAGES = [javaSupport, kotlinSupport, csharpSupport, phpSupport];

/** Pieces whose repetition makes a careless reader look back or ahead again and again. */
const PIECES = [
  'class A{',
  'class A<',
  'import a.',
  'a.',
  'A.B.',
  '"',
  '"${',
  '$"{',
  '@"',
  '"""',
  "'",
  '/*',
  '//',
  '(',
  ')}',
  '{',
  'namespace A.B{',
  'namespace A.B;',
  'use A\\{',
  'use A,',
  '<?php ',
  '?>',
  '<<<A\n',
  '#[A',
  '#',
  'fun <',
  'fun a.b.',
  'delegate ',
  'M<T>(this A',
  '(this ',
  'require dirname(',
  "include 'a'.",
  'record ',
  'new ',
  'implements A,',
  '\n',
  'A ',
];

/** Brings the reader into code. */
const HEADS: Readonly<Record<string, string>> = { php: '<?php ', csharp: 'static class X { ' };

describe('scans of hostile text', () => {
  it.each(LANGUAGES.map((support) => [support.language, support] as const))(
    '%s is linear in any text',
    (_, support) => {
      const time = (text: string) => {
        const start = performance.now();
        support.scan(text);
        return performance.now() - start;
      };
      for (const piece of PIECES) {
        const head = HEADS[support.language] ?? '';
        time(head + piece.repeat(100));
        // A quadratic scan of this length takes a minute.
        expect(time(head + piece.repeat(Math.ceil(100_000 / piece.length)))).toBeLessThan(1_500);
      }
    },
    120_000,
  );

  it('never throws and repeats itself', () => {
    const text = fc.array(
      fc.oneof(fc.constantFrom(...PIECES, 'package a;', 'using ', '=>', '::', '\u{1f600}', '¤0¤'), fc.string()),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...LANGUAGES), (pieces, support) => {
        const scan = support.scan(pieces.join(''));
        expect(support.scan(pieces.join(''))).toEqual(scan);
        expect(new Set(scan.declares).size).toBe(scan.declares.length);
        expect(new Set(scan.mentions).size).toBe(scan.mentions.length);
      }),
    );
  });

  it('reads manifests in linear time', () => {
    const start = performance.now();
    for (const piece of [
      '<dependency>',
      '<dependency ',
      '<groupId>',
      '<Compile ',
      '<Using Include="',
      "'a:b",
      'group: ',
    ]) {
      const text = piece.repeat(10_000);
      for (const path of ['pom.xml', 'build.gradle'] as FilePath[]) {
        coordinatesOf(path, text);
        ownGroups(path, text);
      }
      readProjectFile('a.csproj' as FilePath, text);
    }
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
