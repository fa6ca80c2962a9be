import { makeRepository, type TestRepository } from '../support/git-repository.ts';

/** A retry loop that several people were given, each with names of their own. */
export function retryLoop(name: string, more = ''): string {
  return `import { clock } from '../clock';

export async function ${name}Send(${name}: Client, body: string): Promise<Answer> {
  let ${name}Tries = 0;
  while (${name}Tries < 5) {
    const ${name}Answer = await ${name}.post('/${name}', body);
    if (${name}Answer.isOk()) return ${name}Answer.unwrap();
    Metrics.increment('${name}', Tag.of('kind', ${name}Answer.kind()), clock.now());${more}
    ${name}Tries += 1;
    await sleep(${name}Tries * 100);
  }
  throw new RetryError('${name}', ${name}Tries);
}
`;
}

/** Something else of the same size. */
export const REPORT = `export function report(rows: Row[], out: Writer): void {
  for (const row of rows) {
    if (row.isEmpty()) continue;
    out.write(row.name());
    out.write(Format.money(row.total(), Locale.ROOT));
    if (row.total() > LIMIT) out.flush();
    audit.record(row.id(), Kind.REPORT, clock.now());
    totals.merge(row.name(), row.total(), Sums.add);
  }
  out.close();
}
`;

export function catalog(rules: string, brakes = ''): string {
  return `version: 1
people:
  senior: ["ann@x.org @ann"]
  mid: ["bob@x.org @bob"]
services:
  pay: { tier: 0, paths: [services/pay], owners: ["@ann"] }
  cart: { tier: 1, paths: [services/cart], owners: ["@bob"] }
  search: { tier: 2, paths: [services/search] }
${brakes}policy:
  use: []
  mode: enforce
  rules:
${rules}`;
}

const AI = 'Co-authored-by: Claude <noreply@anthropic.com>';

/** A repository in which two AI-assisted landings brought one fragment, and a third is proposed. */
export function makePatternShop(configuration: string): {
  readonly repository: TestRepository;
  readonly ids: { readonly pay: string; readonly cart: string };
} {
  const repository = makeRepository();
  const step = (
    id: string,
    parent: string | null,
    files: Readonly<Record<string, string | null>>,
    given: { message?: string; author?: string } = {},
  ) => ({
    id,
    ...(parent === null ? {} : { parents: [parent] }),
    message: given.message ?? `Change ${id}`,
    ...(given.author === undefined ? {} : { author: `${given.author} <${given.author}@x.org>` }),
    files,
  });
  const ids = repository.import(
    [
      step('root', null, { 'firebreak.yaml': configuration, 'services/search/report.ts': REPORT }, { author: 'ann' }),
      step(
        'pay',
        'root',
        { 'services/pay/send.ts': retryLoop('pay') },
        { message: `Send payments (#7)\n\n${AI}`, author: 'ann' },
      ),
      step(
        'cart',
        'pay',
        { 'services/cart/send.ts': retryLoop('cart'), 'services/cart/send.test.ts': retryLoop('check') },
        { message: `Send carts\n\n${AI}`, author: 'bob' },
      ),
      step(
        'third',
        'cart',
        { 'services/search/send.ts': retryLoop('look') },
        { message: `Send searches\n\n${AI}`, author: 'cid' },
      ),
      step(
        'other',
        'cart',
        { 'services/search/rows.ts': REPORT.replace('report(', 'rows(').replace('Kind.REPORT', 'Kind.ROWS') },
        { author: 'cid' },
      ),
      step('small', 'cart', { 'services/search/size.ts': 'export const size = 3;\n' }, { author: 'cid' }),
      step(
        'repair',
        'cart',
        { 'services/cart/send.ts': 'export const sent = queue.push;\n' },
        { message: 'Fix retry storms in carts', author: 'bob' },
      ),
    ],
    { branches: { main: 'cart', third: 'third', other: 'other', small: 'small', repair: 'repair' } },
  );
  return { repository, ids: { pay: ids['pay'] ?? '', cart: ids['cart'] ?? '' } };
}
