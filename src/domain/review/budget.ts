import type { Instant } from '../../kernel/index.ts';
import type { Level } from '../catalog/index.ts';

/** Whose time a budget is: one person's, a team's together, or that of each person of a level. */
export type BudgetHolder =
  | { readonly kind: 'person'; readonly person: string }
  /** Without `@`, lower-case. */
  | { readonly kind: 'team'; readonly team: string }
  | { readonly kind: 'level'; readonly level: Level };

/** Minutes of review that somebody is ready to give. */
export interface ReviewBudget {
  readonly holder: BudgetHolder;
  /** >= 0. */
  readonly minutesPerWeek: number;
  /** >= 0; `null` = not stated. */
  readonly minutesPerDay: number | null;
}

/** When a person reviews nothing: from the first moment up to, and without, the last. */
export interface Away {
  /** Person id of the catalog. */
  readonly person: string;
  readonly from: Instant;
  readonly until: Instant;
}
