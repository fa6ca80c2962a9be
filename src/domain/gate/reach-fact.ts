import { assessReversibility } from '../operation/index.ts';
import type { GapEffect } from './content-gap.ts';
import type { FactBook } from './fact-book.ts';
import type { FactInput } from './fact-input.ts';
import { flagFacts } from './flag-fact.ts';
import { patternFacts } from './pattern-fact.ts';

/** Facts of what a change does when it runs, and of what it reaches. */
export function reachFacts(book: FactBook, input: FactInput, gaps: GapEffect): void {
  operationFacts(book, input, gaps);
  blastFacts(book, input, gaps);
  flagFacts(book, input, gaps);
  patternFacts(book, input, gaps);
}

/** What is found is found; that nothing more is there needs the whole change to have been read. */
function operationFacts(book: FactBook, { reach }: FactInput, gaps: GapEffect): void {
  const why = gaps.paths ?? 'the content of the change was not read; no rule asks for it here';
  const reading = gaps.paths === null ? reach.operations : null;
  const found = reading?.operations ?? [];
  const known = <T>(value: T): T | null => (reading === null ? null : value);
  book.put('operation.rules', known(unique(found.map(({ rule }) => rule))), why);
  book.put('operation.effects', known(unique(found.flatMap(({ effects }) => effects))), why);
  book.put('operation.paths', known(unique(found.map(({ place }) => place.path))), why);
  book.put('operation.count', known(found.length), why);
  book.put('operation.unread', known(reading?.unread.length ?? 0), why);
  book.put('operation.reversible', reading === null ? null : assessReversibility(reading).answer, why);
}

/** What is reached through imports that could not be read may be anything, so nothing that is not reached is known either. */
function blastFacts(book: FactBook, { reach }: FactInput, gaps: GapEffect): void {
  const why = gaps.paths ?? 'what the change reaches was not read; no rule asks for it here';
  const given = gaps.paths === null ? reach.places : null;
  const noGraph =
    given === null ? why : 'the imports could not be read whole (no commit, or a lock file that is not understood)';
  const places = given?.rings === null ? null : given;
  const catalogued = places?.catalogued === true ? places : null;
  const noCatalog =
    places === null ? noGraph : 'no catalogue names a service; add services and flows to firebreak.yaml';
  const untiered = 'nothing that is reached has a tier; add services with a tier to firebreak.yaml';
  book.put('blast.tier', catalogued?.tier, catalogued === null ? noCatalog : untiered);
  book.put('blast.services', catalogued && unique(catalogued.services.map(({ id }) => id)), noCatalog);
  book.put('blast.flows', catalogued && unique(catalogued.flows.map(({ id }) => id)), noCatalog);
  const within = (hops: number): number | null =>
    places?.rings?.filter((ring) => ring.hops <= hops).reduce((sum, { files }) => sum + files, 0) ?? null;
  book.put('blast.dependents', within(1), noGraph);
  book.put('blast.files', within(Number.POSITIVE_INFINITY), noGraph);
  book.put('blast.packages', places?.packages.length, noGraph);
  book.put('blast.not_analysed', places?.notAnalysed.length, noGraph);
  exposureFacts(book, catalogued, noCatalog);
}

/** Nothing reached stands for nothing; a flow that states no value makes the sum unknown, since a part of a sum is too small. */
function exposureFacts(book: FactBook, places: FactInput['reach']['places'], why: string): void {
  const stated = new Map(places?.exposure.terms.map((term) => [term.flow, term]));
  const terms = places?.flows.map(({ id }) => stated.get(id) ?? null) ?? null;
  const sumOf = (read: (term: Term) => number | null): number | null => {
    if (terms === null) return null;
    const values = terms.map((term) => (term === null ? null : read(term)));
    return values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  const currencies = places?.exposure.money.length ?? 0;
  const unstated = places === null ? why : 'a flow that is reached does not state it (flows.NAME.value)';
  const several = currencies > 1 ? 'the flows that are reached state amounts in several currencies' : unstated;
  book.put(
    'blast.orders_per_minute',
    sumOf(({ ordersPerMinute }) => ordersPerMinute),
    unstated,
  );
  book.put('blast.money_per_minute', currencies > 1 ? null : sumOf(({ moneyPerMinute }) => moneyPerMinute), several);
  book.put(
    'blast.users_per_minute',
    sumOf(({ usersPerMinute }) => usersPerMinute),
    unstated,
  );
}

type Term = NonNullable<FactInput['reach']['places']>['exposure']['terms'][number];

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
