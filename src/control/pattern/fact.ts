import { type Brake, calendarBrakes } from '../../domain/brake/index.ts';
import type { Change, CommitId } from '../../domain/change/index.ts';
import type { PatternFacts } from '../../domain/gate/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import { type BookSource, openPatternBook } from './book.ts';
import { bookTipOf, type ExposedFamily, familiesOfChange } from './change-exposure.ts';
import { exposedByLandings } from './landed-exposure.ts';
import { resolvePatterns } from './named.ts';

/** Tells, change by change, which families it adds to. */
export interface PatternFactReader {
  read(change: Change): Promise<PatternFacts>;
}

/** Families that brakes name, sorted. */
export function braked(brakes: readonly Brake[], { configuration }: Rulebook): readonly string[] {
  const all = [...brakes, ...calendarBrakes(configuration.brakes.calendar)];
  const named = all.flatMap(({ scope }) => scope.flatMap((part) => (part.kind === 'pattern' ? [part.pattern] : [])));
  return [...new Set(named)].sort();
}

/**
 * Opens what facts of patterns are made of. One change is asked of the book at its base; `whole` follows the history once and
 * remembers what each landing added to as things stood then.
 */
export function openPatternFacts(options: {
  readonly source: BookSource;
  readonly rulebook: Rulebook;
  /** Families that brakes name. */
  readonly named: readonly string[];
  readonly whole: boolean;
}): PatternFactReader {
  const { source, rulebook, named } = options;
  let landed: Promise<ReadonlyMap<CommitId, readonly ExposedFamily[]>> | null = null;
  return {
    read: async (change) => {
      try {
        if (options.whole && change.kind === 'landed' && change.head !== null) {
          landed ??= exposedByLandings(source, rulebook);
          const families = (await landed).get(change.head);
          return families === undefined ? NOT_FOLLOWED : patternFactsOf(families, []);
        }
        const open = await openPatternBook({ ...source, tip: bookTipOf(change, source.description) });
        const resolved = await resolvePatterns({ source, book: open.book, ids: named });
        const families = await familiesOfChange({ source, change, open, rulebook, named: resolved.known });
        return patternFactsOf(families, resolved.unknown);
      } catch (error) {
        // What the clone lacks makes the facts unknown, and the change is judged by the others.
        if (!(error instanceof Fault)) throw error;
        return { kind: 'unread', why: `fragments could not be compared: ${error.message}` };
      }
    },
  };
}

const NOT_FOLLOWED: PatternFacts = { kind: 'unread', why: 'the landing is older than what is followed' };

/** What rules may ask of these families: of each figure the largest over them. */
export function patternFactsOf(families: readonly ExposedFamily[], unknown: readonly string[]): PatternFacts {
  const largest = (read: (family: ExposedFamily) => number): number => Math.max(0, ...families.map(read));
  const numbers = families.map(({ exposure }) => exposure.number);
  return {
    kind: 'read',
    copies: largest(({ exposure }) => exposure.copies),
    aiCopies: largest(({ exposure }) => exposure.provenance.ai),
    engineers: largest(({ exposure }) => exposure.engineers),
    exposure: numbers.includes(null) ? null : Math.max(0, ...numbers.map((each) => each ?? 0)),
    families: families.map(({ id }) => id).sort(),
    unknownFamilies: unknown,
  };
}
