import { assessReversibility } from '../operation/index.ts';
import type { GapEffect } from './content-gap.ts';
import type { FactBook } from './fact-book.ts';
import type { FactInput } from './fact-input.ts';

/** Facts of what a change does when it runs, and of what it reaches. */
export function reachFacts(book: FactBook, input: FactInput, gaps: GapEffect): void {
  operationFacts(book, input, gaps);
  blastFacts(book, input, gaps);
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

function blastFacts(book: FactBook, { reach }: FactInput, gaps: GapEffect): void {
  const why = gaps.paths ?? 'what the change reaches was not read; no rule asks for it here';
  const places = gaps.paths === null ? reach.places : null;
  const rings = places?.rings ?? null;
  const noGraph = places === null ? why : 'no import graph could be had';
  const untiered = 'nothing that is reached has a tier; add services with a tier to firebreak.yaml';
  book.put('blast.tier', places?.tier, places === null ? why : untiered);
  book.put('blast.services', places === null ? null : unique(places.services.map(({ id }) => id)), why);
  book.put('blast.flows', places === null ? null : unique(places.flows.map(({ id }) => id)), why);
  const within = (hops: number): number | null =>
    rings === null ? null : rings.filter((ring) => ring.hops <= hops).reduce((sum, { files }) => sum + files, 0);
  book.put('blast.dependents', within(1), noGraph);
  book.put('blast.files', within(Number.POSITIVE_INFINITY), noGraph);
  book.put('blast.packages', rings === null ? null : places?.packages.length, noGraph);
  book.put('blast.not_analysed', rings === null ? null : places?.notAnalysed.length, noGraph);
  exposureFacts(book, places?.exposure ?? null, why);
}

type Exposure = NonNullable<FactInput['reach']['places']>['exposure'];

function exposureFacts(book: FactBook, exposure: Exposure | null, why: string): void {
  const unstated = exposure === null ? why : 'no flow that is reached states it (flows.NAME.value)';
  // A sum over currencies would be no number, and the larger one alone would be too small.
  const [money, other] = exposure?.money ?? [];
  const several = other === undefined ? unstated : 'the flows that are reached state amounts in several currencies';
  book.put('blast.orders_per_minute', exposure?.ordersPerMinute, unstated);
  book.put('blast.money_per_minute', other === undefined ? money?.perMinute : null, several);
  book.put('blast.users_per_minute', exposure?.usersPerMinute, unstated);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
