import { describe, expect, it } from 'vitest';
import { targetsIn } from '../../../../test/support/code-tree.ts';
import { javaSupport } from '../java/support.ts';
import { scanKotlin } from './scan.ts';
import { kotlinSupport } from './support.ts';

describe('scanKotlin', () => {
  it('reads imports with aliases and all that others can name, and nothing private or local', () => {
    const { declares, references } = scanKotlin(`
      @file:JvmName("Texts")
      package org.acme
      import org.acme.model.*
      import org.acme.\`in\`.Tax as Vat
      /* outer /* nested */ class No */
      data class Sale(val id: String) { companion object { fun make() = 1 }; enum class State { OPEN } }
      sealed interface Shop
      object Store : Shop { fun open() {} }
      typealias Lines = List<Line>
      fun <T : Any> Map<String, List<T>>.first(): T = TODO()
      fun total(x: Int) { class Local; fun inner() {} }
      val String.size2: Int get() = 1
      private fun hidden() {}
      internal const val LIMIT = 5
      fun interface Rule { fun check() }
    `);
    expect(references.map(({ text }) => text)).toEqual(['org.acme.model.*', 'org.acme.in.Tax as Vat']);
    const names = [
      'Sale',
      'Sale.State',
      'Shop',
      'Store',
      'Lines',
      'first',
      '.first',
      'total',
      'size2',
      '.size2',
      'LIMIT',
    ];
    expect(declares).toEqual(['package org.acme', ...[...names, 'Rule', 'Texts'].map((name) => `org.acme.${name}`)]);
  });

  it('mentions what code in strings names, at any depth, and no other text', () => {
    const { mentions } = scanKotlin(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is Kotlin's
      'val a = "Text ${Shop.name("x ${Deep.y}")} $simple"; val b = """Raw "quoted" ${Other.z}"""; val c = \'C\' // Not',
    );
    expect(mentions).toEqual(expect.arrayContaining(['Shop', 'Other', 'Deep']));
    expect(mentions).not.toContain('Text');
    expect(mentions).not.toContain('Raw');
  });

  it('tells calls, calls of members and class literals apart', () => {
    const { mentions } = scanKotlin(
      'fun f(x: Any) { total(1); x.open(); a.b.shut { }; x.map { }; Shop::class; ::check }',
    );
    expect(mentions).toEqual(expect.arrayContaining(['total', '.open', '.shut', 'Shop', 'check', 'Any']));
    expect(mentions).not.toContain('open');
    expect(mentions).not.toContain('.map');
  });
});

describe('the resolver of Kotlin', () => {
  it('leads functions, extensions, aliases and neighbours to their files, over to Java and back', () => {
    const files = {
      'a/Main.kt': `package a
        import b.total
        import c.Tax as Vat
        fun main() { total(1); "x".shout(); neighbour(); Vat.low; JavaShop().open(); x.size() }`,
      'b/Sums.kt': 'package b\nfun total(x: Int) = x',
      'c/Tax.kt': 'package c\nobject Tax',
      'a/Text.kt': 'package a\nfun String.shout() = this',
      'a/Near.kt': 'package a\nfun neighbour() {}\nfun size() = 1',
      'a/Unused.kt': 'package a\nfun open() {}',
      'a/JavaShop.java': 'package a; class JavaShop { void open() { TextKt.shout(""); } }',
    };
    const others = [javaSupport];
    expect(targetsIn({ support: kotlinSupport, others, files, from: 'a/Main.kt' })).toEqual([
      'file a/JavaShop.java',
      'file a/Near.kt',
      'file a/Text.kt',
      'file b/Sums.kt',
      'file c/Tax.kt',
    ]);
    expect(targetsIn({ support: javaSupport, others: [kotlinSupport], files, from: 'a/JavaShop.java' })).toEqual([
      'file a/Text.kt',
    ]);
  });
});
