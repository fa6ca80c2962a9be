import { describe, expect, it } from 'vitest';
import { targetsIn } from '../../../../test/support/code-tree.ts';
import { scanJava } from './scan.ts';
import { javaSupport } from './support.ts';

describe('scanJava', () => {
  it('reads packages, imports of every kind and declared types, nested ones too', () => {
    const { declares, references } = scanJava(`
      package org.acme . shop; // import no.Comment;
      import java.util.List; import static org.acme.Tax.rate; import org.acme.model.*;
      public @interface Audited { }
      sealed interface Cart<T> permits Basket { enum State { OPEN, CLOSED; } }
      record Sale(@Named("x") String id) { record Line(int n) {} }
      class Basket { void pay() { class Local {} } Object o = new Object() { class Hidden {} }; static class Item {} }
    `);
    expect(references.map(({ text }) => text)).toEqual([
      'java.util.List',
      'static org.acme.Tax.rate',
      'org.acme.model.*',
    ]);
    const names = ['Audited', 'Cart', 'Cart.State', 'Sale', 'Sale.Line', 'Basket', 'Basket.Item'];
    expect(declares).toEqual(['package org.acme.shop', ...names.map((name) => `org.acme.shop.${name}`)]);
  });

  it('mentions types and full names, and no members, texts or own names', () => {
    const { mentions } = scanJava(`class Own { Shop shop = Factory.make(Own.X, "Text", 'C', """
      Block "quoted" """); org.acme.Far far; T t; cents total; /* Comment */ void f() { this.field.CONSTANT.go(); G.v(); } }`);
    expect(mentions).toEqual(['Shop', 'Factory', 'org.acme.Far', 'cents', 'G']);
  });

  it('reads modules', () => {
    const scan = scanJava('open module org.acme { requires transitive java.sql; uses org.acme.spi.Plug; }');
    expect(scan.declares).toEqual(['module org.acme']);
    expect(scan.references.map(({ text }) => text)).toEqual(['module java.sql']);
    expect(scan.mentions).toEqual(['org.acme.spi.Plug']);
  });

  it('takes class literals, a method named record and an import in a text for what they are', () => {
    const scan = scanJava(
      'class A { Object o = B.class; int record(int record) { return record; } String s = "import a.B;"; }',
    );
    expect(scan.declares).toEqual(['A']);
    expect(scan.references).toEqual([]);
  });
});

describe('the resolver of Java', () => {
  const main = 'src/main/java/org/acme';

  it('leads imports, neighbours, wildcards, static members and full names to the declaring files', () => {
    const files = {
      [`${main}/Shop.java`]: `package org.acme; import org.acme.model.*; import static org.acme.tax.Rates.Vat.LOW;
        class Shop { Cart cart; Line line; org.acme.far.Away away; Unknown unknown; }`,
      [`${main}/Cart.java`]: 'package org.acme; class Cart {}',
      [`${main}/Unused.java`]: 'package org.acme; class Unused {}',
      [`${main}/model/Line.java`]: 'package org.acme.model; public class Line {}',
      [`${main}/model/Order.java`]: 'package org.acme.model; public class Order {}',
      [`${main}/tax/Rates.java`]: 'package org.acme.tax; public class Rates { public static class Vat { } }',
      [`${main}/far/Away.java`]: 'package org.acme.far; public class Away {}',
    };
    expect(targetsIn({ support: javaSupport, files, from: `${main}/Shop.java` })).toEqual([
      `file ${main}/Cart.java`,
      `file ${main}/far/Away.java`,
      `file ${main}/model/Line.java`,
      `file ${main}/tax/Rates.java`,
    ]);
  });

  it('prefers an import over a neighbour of that name', () => {
    const files = {
      'a/Shop.java': 'package a; import b.Cart; class Shop { Cart cart; }',
      'a/Cart.java': 'package a; class Cart {}',
      'b/Cart.java': 'package b; public class Cart {}',
    };
    expect(targetsIn({ support: javaSupport, files, from: 'a/Shop.java' })).toEqual(['file b/Cart.java']);
  });

  it('takes of several declarations those of its own module, else all', () => {
    const files = {
      'one/pom.xml': '<project/>',
      'two/pom.xml': '<project/>',
      'one/src/a/Cart.java': 'package a; class Cart {}',
      'one/src/a/Shop.java': 'package a; class Shop { Cart cart; }',
      'two/src/a/Cart.java': 'package a; class Cart {}',
      'three/a/Shop.java': 'package a; class Shop { Cart cart; }',
    };
    expect(targetsIn({ support: javaSupport, files, from: 'one/src/a/Shop.java' })).toEqual([
      'file one/src/a/Cart.java',
    ]);
    expect(targetsIn({ support: javaSupport, files, from: 'three/a/Shop.java' })).toEqual([
      'file one/src/a/Cart.java',
      'file two/src/a/Cart.java',
    ]);
  });

  it('tells the platform, dependencies of Maven and Gradle, and what is missing apart', () => {
    const files = {
      'pom.xml': `<project><groupId>org.acme</groupId><dependencies>
        <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>
        <dependency><groupId>commons-io</groupId><artifactId>commons-io</artifactId></dependency>
        <dependency><groupId>org.acme</groupId><artifactId>shop-core</artifactId></dependency></dependencies></project>`,
      'web/build.gradle':
        "implementation 'org.springframework:spring-web:6.0'; api('org.springframework:spring-core:6.0')",
      'a/Shop.java': `package org.acme; import java.util.List; import javax.sql.DataSource; import javax.inject.Inject;
        import org.slf4j.Logger; import org.apache.commons.io.IOUtils; import org.springframework.web.Filter;
        import org.springframework.stereotype.Service; import org.acme.made.Generated; import net.other.lib.Thing; class Shop {}`,
    };
    expect(targetsIn({ support: javaSupport, files, from: 'a/Shop.java' })).toEqual([
      'external commons-io:commons-io',
      'external javax.inject',
      'external net.other',
      'external org.slf4j:slf4j-api',
      'external org.springframework',
      'external org.springframework:spring-web',
      'standard java.util',
      'standard javax.sql',
      'unresolved org.acme.made.Generated',
    ]);
  });
});
