import { describe, expect, it } from 'vitest';
import { targetsIn } from '../../../../test/support/code-tree.ts';
import { scanCSharp } from './scan.ts';
import { csharpSupport } from './support.ts';

describe('scanCSharp', () => {
  it('reads usings of every kind', () => {
    const { references } = scanCSharp(`\uFEFFusing System; global using static Acme.Tax; using Vat = Acme.Tax.Rate<int>;
      using global::Acme.Shop; #region using No.Such;
      namespace Acme { using Inner.Names; class A { void F() { using (var x = G()) { } using var y = H(); } } }`);
    expect(references.map(({ text }) => text)).toEqual([
      'System',
      'global static Acme.Tax',
      'Acme.Tax.Rate as Vat',
      'Acme.Shop',
      'Inner.Names',
    ]);
  });

  it('reads namespaces of both kinds, types of every kind and extension methods', () => {
    const { declares } = scanCSharp(`namespace Acme.Shop;
      public partial class Cart<T> where T : class { enum State { Open } struct Line { } }
      public record struct Sale(int Id); record Refund : Sale; public delegate Task<T> Handler<T>(T value);
      static class Texts { public static string Shout<T>([NotNull] this T text) => Own(this); static void F(int x) { } }`);
    expect(declares).toEqual([
      'namespace Acme',
      'namespace Acme.Shop',
      ...['Cart', 'Cart.State', 'Cart.Line', 'Sale', 'Refund', 'Handler', 'Texts', '.Shout'].map(
        (name) => `Acme.Shop.${name}`,
      ),
    ]);
    expect(scanCSharp('namespace A { namespace B { class C { } } class D { } }').declares).toEqual([
      ...['namespace A', 'namespace A.B', 'A.B.C', 'A.D'],
    ]);
  });

  it('mentions words where a type can stand, and no members', () => {
    const { mentions } = scanCSharp(`[Audit] class Own : Base, IShop {
      public Line Total { get; set; } = Make(); void Pay(List<Coin> coins) { if (x is Note && y is { Kind: Wide }) return;
      Status = 1; var a = new Bill { Paper = 2 }; Total.Add(a as Gold); F(Total, Color.Red); Acme.Far.Away b; } }`);
    const types = [
      'Audit',
      'AuditAttribute',
      'Base',
      'IShop',
      'Line',
      'List',
      'Coin',
      'Note',
      'Wide',
      'Bill',
      'Gold',
      'Color',
    ];
    expect(mentions).toEqual(expect.arrayContaining([...types, 'Acme.Far.Away', '.Add']));
    for (const member of ['Total', 'Make', 'Pay', 'Kind', 'Status', 'Paper', 'Own'])
      expect(mentions).not.toContain(member);
  });

  it('reads code inside strings and nothing else of them', () => {
    const { mentions } = scanCSharp(`class A { string s = $"Text {{Esc}} {Shop.Name} {{" + @"Verb ""Quoted"" \\" + """
      Raw "Block" """ + $@"{Tax.Rate(new Coin("x"))}" + 'C' + "Plain {Hole.X}"; Last l; }`);
    expect(mentions).toEqual(expect.arrayContaining(['Shop', 'Tax', 'Coin', 'Last']));
    for (const text of ['Esc', 'Verb', 'Quoted', 'Raw', 'Block', 'Hole', 'Plain']) expect(mentions).not.toContain(text);
  });
});

describe('the resolver of C#', () => {
  const project = (...references: string[]) =>
    `<Project>${references.map((each) => `<ProjectReference Include="..\\${each}\\${each}.csproj" />`).join('')}
     <PackageReference Include="Newtonsoft.Json" Version="13" /></Project>`;

  it('leads to the files that declare what is mentioned, not to all of a namespace', () => {
    const files = {
      'App/App.csproj': project('Lib'),
      'App/Main.cs': `using Acme.Lib; using System.IO; using Newtonsoft.Json.Linq; using Acme.Lib.Missing;
        namespace Acme.App; class Main { Shop shop; Near near; void F() { "x".Shout(); Lib.Sub.Deep d; } }`,
      'App/Near.cs': 'namespace Acme.App { class Near { } }',
      'App/Other.cs': 'namespace Acme.App { class Other { } }',
      'Lib/Lib.csproj': project(),
      'Lib/Shop.cs': 'namespace Acme.Lib; public class Shop { }',
      'Lib/Unused.cs': 'namespace Acme.Lib; public class Unused { }',
      'Lib/Texts.cs': 'namespace Acme.Lib; static class Texts { public static void Shout(this string s) { } }',
      'Lib/Deep.cs': 'namespace Acme.Lib.Sub; public class Deep { }',
    };
    expect(targetsIn({ support: csharpSupport, files, from: 'App/Main.cs' })).toEqual([
      'external Newtonsoft.Json',
      'file App/Near.cs',
      'file Lib/Deep.cs',
      'file Lib/Shop.cs',
      'file Lib/Texts.cs',
      'standard System.IO',
      'unresolved Acme.Lib.Missing',
    ]);
  });

  it('keeps to the projects that the own one refers to, and opens up where one is missing', () => {
    const files = (reference: string) => ({
      'App/App.csproj': project(reference),
      'App/Main.cs': 'namespace Acme; class Main { Shop shop; }',
      'One/One.csproj': project(),
      'One/Shop.cs': 'namespace Acme; public class Shop { }',
      'Two/Two.csproj': project(),
      'Two/Shop.cs': 'namespace Acme; public class Shop { }',
    });
    const from = 'App/Main.cs';
    expect(targetsIn({ support: csharpSupport, files: files('One'), from })).toEqual(['file One/Shop.cs']);
    expect(targetsIn({ support: csharpSupport, files: files('Gone'), from })).toHaveLength(2);
  });

  it('joins the parts of a partial type and takes the usings of the whole project', () => {
    const files = {
      'Shop.csproj': '<Project><ItemGroup><Using Include="Acme.Tax" /></ItemGroup></Project>',
      'Usings.cs': 'global using Acme.Model;',
      'Shop.cs': 'namespace Acme.App; partial class Shop { Line line; Rate rate; }',
      'Shop.Pay.cs': 'namespace Acme.App; partial class Shop { }',
      'Line.cs': 'namespace Acme.Model; class Line { }',
      'Rate.cs': 'namespace Acme.Tax; class Rate { }',
    };
    expect(targetsIn({ support: csharpSupport, files, from: 'Shop.cs' })).toEqual([
      'file Line.cs',
      'file Rate.cs',
      'file Shop.Pay.cs',
    ]);
  });
});
