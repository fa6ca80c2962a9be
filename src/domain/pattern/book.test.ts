import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';
import { decodeBook, encodeBook } from './book-codec.ts';
import { exposureOf } from './exposure.ts';
import { type FileEdit, FragmentReader, type Landing, PatternBook } from './index.ts';

const reader = new FragmentReader();

function retry(local: string, more = ''): string {
  return `class ${local.toUpperCase()} {
  Answer send${local}(Client ${local}, String body) {
    int ${local}Tries = 0;
    while (${local}Tries < 5) {
      Answer answer = ${local}.post("/x", body);
      if (answer.isOk()) return answer.unwrap();
      metrics.increment("retry", Tag.of("kind", answer.kind()), clock.now());
      ${local}Tries++;${more}
      Thread.sleep(${local}Tries * 100);
    }
    throw new RetryException("none");
  }
}
`;
}

const OTHER = `class Other {
  void report(List<Row> rows, Writer out) {
    for (Row row : rows) {
      if (row.isEmpty()) continue;
      out.write(row.name());
      out.write(Format.money(row.total(), Locale.ROOT));
      if (row.total() > LIMIT) out.flush();
      audit.record(row.id(), Kind.REPORT, clock.now());
      totals.merge(row.name(), row.total(), Long::sum);
    }
    out.close();
  }
}
`;

function edit(path: string, text: string | null, previousPath: string | null = null): FileEdit {
  const read = text === null ? null : reader.read(Buffer.from(text), 'java');
  const fragments = read?.kind === 'read' ? read.fragments : null;
  return { path: path as FilePath, previousPath: previousPath as FilePath | null, fragments };
}

function landing(name: string, given: Partial<Landing> = {}): Landing {
  return {
    commit: name.padEnd(40, '0') as CommitId,
    at: instant(1_000),
    engineer: `${name}@x.org`,
    isBot: false,
    pullRequest: null,
    title: name,
    assistance: 'unknown',
    evidence: 'none',
    tools: [],
    ...given,
  };
}

function shop(): PatternBook {
  const book = new PatternBook();
  book.land(null, [edit('old.java', OTHER)]);
  book.land(landing('a', { assistance: 'ai', evidence: 'declared' }), [edit('a.java', retry('a'))]);
  book.land(landing('b'), [edit('b.java', retry('b'))]);
  return book;
}

describe('families', () => {
  it('begin with the second fragment that is like another, whatever its locals are called', () => {
    const book = shop();
    const [family, ...others] = book.families();
    expect(others).toEqual([]);
    expect(family?.id).toMatch(/^p[0-9a-f]{12}$/);
    expect(family?.copies).toMatchObject([
      { path: 'a.java', firstLine: 2, lastLine: 12, landing: { assistance: 'ai' } },
      { path: 'b.java', landing: { title: 'b' } },
    ]);
  });

  it('keep who brought a copy while it is moved, renamed or edited a little', () => {
    const book = shop();
    book.land(landing('c'), [edit('sub/b.java', `\n\n${retry('b', ' log.info("again");')}`, 'b.java')]);
    const copy = book.families()[0]?.copies.find(({ path }) => path === 'sub/b.java');
    expect(copy).toMatchObject({ firstLine: 4, landing: { title: 'b' }, edited: { title: 'c' } });
    book.land(landing('d'), [edit('sub/b.java', null), edit('z.java', retry('b', ' log.info("again");'))]);
    expect(book.families()[0]?.copies.at(-1)).toMatchObject({ path: 'z.java', landing: { title: 'b' } });
  });

  it('lose what was repaired or taken out, and are known again by the same id', () => {
    const book = shop();
    const id = book.families()[0]?.id as string;
    book.land(landing('c'), [edit('a.java', 'class A {}'), edit('b.java', null)]);
    expect(book.families()).toEqual([]);
    expect(book.family(id)?.copies).toEqual([]);
    expect(book.family('p000000000000')).toBeNull();
    book.land(landing('d'), [edit('d.java', retry('a')), edit('e.java', retry('e'))]);
    expect(book.family(id)?.copies.map(({ path }) => path)).toEqual(['d.java', 'e.java']);
  });

  it('are asked without taking anything up', () => {
    const book = shop();
    const [fragment] = edit('x', retry('x')).fragments ?? [];
    const before = book.size;
    const likeness = fragment === undefined ? null : book.ask(fragment);
    expect(likeness?.family).toBe(book.families()[0]?.id);
    expect(likeness?.copies).toHaveLength(2);
    expect(book.size).toBe(before);
    const [other] = edit('x', OTHER).fragments ?? [];
    expect(other === undefined ? null : book.ask(other)).toMatchObject({
      family: expect.stringMatching(/^p/),
      copies: [{ path: 'old.java' }],
    });
  });

  it('are not made of what is short or has few names', () => {
    const book = new PatternBook();
    const plain = `class A {\n  void f(int a) {\n${'    this.b = a;\n'.repeat(20)}  }\n}\n`;
    book.land(landing('a'), [edit('a.java', plain)]);
    book.land(landing('b'), [edit('b.java', plain)]);
    expect(book.size).toBe(2);
    expect(book.families()).toEqual([]);
  });

  it('are the same for the same landings, also over a kept book', () => {
    const book = shop();
    const kept = { book, tip: 't'.repeat(40) as CommitId, since: null };
    const again = decodeBook(encodeBook(kept));
    expect(again).toMatchObject({ tip: kept.tip, since: null });
    for (const each of [book, again?.book as PatternBook]) each.land(landing('c'), [edit('c.java', retry('c'))]);
    const told = (each: PatternBook | undefined) =>
      each?.families().map(({ id, copies }) => [id, copies.map(({ path, landing: from }) => [path, from?.title])]);
    expect(told(again?.book)).toEqual(told(book));
    expect(told(book)?.[0]?.[1]).toHaveLength(3);
  });

  it('are not read from a kept book that is damaged', () => {
    const bytes = encodeBook({ book: shop(), tip: 't'.repeat(40) as CommitId, since: null });
    for (const length of [0, 3, 40, bytes.length - 4]) expect(decodeBook(bytes.slice(0, length))).toBeNull();
    expect(decodeBook(new TextEncoder().encode('\u0002\0\0\0{}'))).toBeNull();
  });
});

describe('exposure', () => {
  const placeOf = (path: string) => ({
    services: [path.startsWith('a') ? 'pay' : 'cart'],
    tier: path.startsWith('a') ? (0 as const) : (2 as const),
  });

  it('is copies times engineers times services times the weight of the most critical tier', () => {
    const copies = shop().families()[0]?.copies ?? [];
    expect(exposureOf(copies, { placeOf })).toEqual({
      copies: 2,
      engineers: 2,
      unknownEngineers: 0,
      services: ['cart', 'pay'],
      tier: 0,
      provenance: { ai: 1, human: 0, unknown: 1 },
      number: 2 * 2 * 2 * 8,
    });
    const coming = [{ path: 'c.java', engineer: 'a@x.org', assistance: 'ai' as const }];
    expect(exposureOf(copies, { placeOf, coming })).toMatchObject({
      copies: 3,
      engineers: 2,
      provenance: { ai: 2 },
      number: 96,
    });
  });

  it('is unknown where no copy belongs to a service, and never less for one more copy', () => {
    const copies = shop().families()[0]?.copies ?? [];
    expect(exposureOf(copies, { placeOf: () => ({ services: [], tier: null }) }).number).toBeNull();
    const [one, two] = [copies.slice(0, 1), copies].map((each) => exposureOf(each, { placeOf }).number as number);
    expect(two).toBeGreaterThan(one as number);
  });
});
