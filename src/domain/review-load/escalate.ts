import { isAway } from './budget.ts';
import type { ReviewAsk, RoutingInput, Shortfall } from './model.ts';
import { routeReviews } from './route.ts';

/** An ask that goes from one person to another. */
export interface PassedAsk {
  readonly from: string;
  readonly because: 'due' | 'away';
  readonly ask: ReviewAsk;
}

export interface Escalation {
  readonly passed: readonly PassedAsk[];
  /** Asks beyond the overdue ones: somebody can be named for what had nobody before. */
  readonly added: readonly ReviewAsk[];
  /** Overdue asks that stay: nobody else can be named. */
  readonly stays: readonly ReviewAsk[];
  /** Overdue asks that nothing waits for any more. */
  readonly unneeded: readonly ReviewAsk[];
  /** Why nobody else can be named; somebody has to decide. */
  readonly shortfalls: readonly Shortfall[];
}

/** An open ask whose moment has passed, or whose person is away. */
export interface OverdueAsk {
  readonly ask: ReviewAsk;
  readonly because: PassedAsk['because'];
}

/** The asks that somebody else should have now; oldest due first. */
export function overdueAsks(
  asks: readonly ReviewAsk[],
  given: Pick<RoutingInput, 'away' | 'now'>,
): readonly OverdueAsk[] {
  return [...asks]
    .sort((a, b) => a.dueAt - b.dueAt || (a.person < b.person ? -1 : 1))
    .flatMap((ask): readonly OverdueAsk[] => {
      if (isAway(ask.person, given.away, [given.now])) return [{ ask, because: 'away' }];
      return ask.dueAt <= given.now ? [{ ask, because: 'due' }] : [];
    });
}

/**
 * Gives each overdue ask of one change to the next person. `input.asked` holds its open asks. Who lets an ask fall due is not
 * asked for this content again; where nobody else can be named the ask stays, and the shortfall says so.
 */
export function escalateReviews(input: RoutingInput): Escalation {
  const overdue = overdueAsks(input.asked, input);
  const gone = overdue.map(({ ask }) => ask.person);
  const { asks, shortfalls } = routeReviews({
    ...input,
    asked: input.asked.filter(({ person }) => !gone.includes(person)),
    passed: [...new Set([...input.passed, ...gone])].sort(),
  });
  const rest = overdue.slice(asks.length).map(({ ask }) => ask);
  return {
    passed: overdue.flatMap(({ ask, because }, index): readonly PassedAsk[] => {
      const next = asks[index];
      return next === undefined ? [] : [{ from: ask.person, because, ask: next }];
    }),
    added: asks.slice(overdue.length),
    stays: shortfalls.length > 0 ? rest : [],
    unneeded: shortfalls.length > 0 ? [] : rest,
    shortfalls,
  };
}
