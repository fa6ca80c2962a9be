import fc from 'fast-check';
import type { z } from 'zod';

/** Text that tries every known way out of a format: controls, bidirectional marks, markup, commands, formulas. */
const NASTY = [
  '\u001b[2J\u001b]0;owned\u0007',
  '::error::forged\n::add-mask::e',
  '##[add-mask]e ##vso[task.setvariable variable=x]y ##teamcity[buildStop]',
  '%0A::error::x%25%',
  '</failure></testcase><script>alert(1)</script>',
  ']]><!-- --><![CDATA[',
  '| a | b |\n| --- | --- |',
  '\\| \\\\| `x` ``y`` [click](javascript:alert(1)) ![i](http://evil.example/i.png)',
  '@everyone fixes #1, closes owner/repo#2, GH-3 https://evil.example www.evil.example !4 ~bug %5 $6',
  '<details><summary>x</summary><img src=x onerror=alert(1)>',
  '# heading\n- list\n1. one\n===\n---\n> quote\n```\ncode',
  '=HYPERLINK("http://evil.example")',
  '+1',
  '@SUM(A1)',
  '-2+3',
  '"quoted", \'single\', comma',
  '\u202eevil\u2066 \u200b\u200d\ufe0f\u00ad\u2028\u2029\ufeff\ufffe\uffff\u{1fffe}\u{e0041}',
  '\ud800 \udc00 \udcff',
  '../../etc/passwd',
  '//evil.example/x',
  'javascript:alert(1)',
  '日本語の題名 🧯 é e\u0301',
  ' leading and trailing ',
  '',
];

/** Any text at all, lone surrogates and controls included. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')) },
);

/** Values that a contract schema accepts, with hostile text in every place that takes free text. */
export function arbitraryOf<T>(schema: z.ZodType<T>): fc.Arbitrary<T> {
  return build(schema as unknown as Schema) as fc.Arbitrary<T>;
}

/** The parts of zod's public `def` that the contract uses. */
interface Schema {
  readonly def: {
    readonly type: string;
    readonly format?: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly element?: Schema;
    readonly innerType?: Schema;
    readonly valueType?: Schema;
    readonly entries?: Readonly<Record<string, string>>;
    readonly values?: readonly unknown[];
  };
  safeParse(value: unknown): { readonly success: boolean };
  readonly minValue?: number | null;
  readonly maxValue?: number | null;
}

const LARGEST = 1_000_000;

function build(schema: Schema): fc.Arbitrary<unknown> {
  const { def } = schema;
  switch (def.type) {
    case 'string':
      return def.format === 'datetime' ? moment() : hostileText;
    case 'number':
      // Bounds may be exclusive, which zod does not tell by name.
      return numberOf(schema).filter((value) => schema.safeParse(value).success);
    case 'boolean':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case 'literal':
      return fc.constantFrom(...(def.values ?? []));
    case 'nullable':
      return fc.option(build(inner(def.innerType)));
    case 'array':
      return fc.array(build(inner(def.element)), { maxLength: 3 });
    case 'record':
      return fc.dictionary(hostileText, build(inner(def.valueType)), { maxKeys: 3 });
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, value]) => [key, build(value)])));
    default:
      throw new Error(`no arbitrary for a schema of type ${def.type}`);
  }
}

function inner(schema: Schema | undefined): Schema {
  if (schema === undefined) throw new Error('the schema has no inner type');
  return schema;
}

function moment(): fc.Arbitrary<string> {
  return fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString());
}

function numberOf(schema: Schema): fc.Arbitrary<number> {
  const min = Math.max(schema.minValue ?? 0, -LARGEST);
  const max = Math.min(schema.maxValue ?? LARGEST, LARGEST);
  if (schema.def.format === 'safeint') return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  return fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min, max, noNaN: true }));
}
