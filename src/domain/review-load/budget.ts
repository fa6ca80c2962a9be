import type { Instant } from '../../kernel/index.ts';
import type { Person } from '../catalog/index.ts';
import { ATTENTION_CAP_MINUTES, type Away, type ReviewBudget } from '../review/index.ts';
import type { ReviewWork } from './model.ts';
import { WORKING_DAYS, workingDay, workingTime } from './working-time.ts';

/** What one person is ready to give. */
export interface PersonBudget {
  readonly minutesPerDay: number;
  readonly minutesPerWeek: number;
}

/**
 * A person's own budget: stated for the person, else for their level; `null` = not stated. A day left out is a fifth of the
 * week, but never less than one longest review (or the whole week), or else a small budget could never be spent.
 */
export function personBudget(person: Person, budgets: readonly ReviewBudget[]): PersonBudget | null {
  const stated =
    budgets.find(({ holder }) => holder.kind === 'person' && holder.person === person.id) ??
    budgets.find(({ holder }) => holder.kind === 'level' && holder.level === person.level);
  if (stated === undefined) return null;
  return {
    minutesPerWeek: stated.minutesPerWeek,
    minutesPerDay: stated.minutesPerDay ?? dailyShare(stated.minutesPerWeek),
  };
}

/** What of a week's minutes one day may take where nothing is stated. */
export function dailyShare(minutesPerWeek: number): number {
  return Math.min(minutesPerWeek, Math.max(minutesPerWeek / WORKING_DAYS, ATTENTION_CAP_MINUTES));
}

/** What somebody has on their desk. */
export interface Load {
  /** Minutes of open reviews. */
  readonly open: number;
  /** Open minutes and those answered today. */
  readonly today: number;
  /** Open minutes and those answered this week. */
  readonly week: number;
}

const NO_LOAD: Load = { open: 0, today: 0, week: 0 };

/** Load by person: minutes, never a number of changes. Who has none is left out. */
export function loadByPerson(work: readonly ReviewWork[], now: Instant): ReadonlyMap<string, Load> {
  const today = workingDay(workingTime(now));
  const loads = new Map<string, Load>();
  for (const { person, minutes, answeredAt } of work) {
    const before = loads.get(person) ?? NO_LOAD;
    const answered = answeredAt === null ? null : workingDay(workingTime(answeredAt));
    loads.set(person, {
      open: before.open + (answered === null ? minutes : 0),
      today: before.today + (answered === null || answered.day === today.day ? minutes : 0),
      week: before.week + (answered === null || answered.week === today.week ? minutes : 0),
    });
  }
  return loads;
}

/** Load of one person. */
export function loadOf(loads: ReadonlyMap<string, Load>, person: string): Load {
  return loads.get(person) ?? NO_LOAD;
}

/**
 * Whether these minutes more stay within every budget that binds a person: their own of day and week, and the week of each
 * of their teams that states one (a review counts for all of them). Where nothing is stated nothing binds.
 */
export function isWithinBudget(given: {
  readonly person: Person;
  readonly minutes: number;
  readonly loads: ReadonlyMap<string, Load>;
  readonly teams: ReadonlyMap<string, readonly Person[]>;
  readonly budgets: readonly ReviewBudget[];
}): boolean {
  const { person, minutes, loads, budgets } = given;
  const own = personBudget(person, budgets);
  const load = loadOf(loads, person.id);
  if (own !== null && (load.today + minutes > own.minutesPerDay || load.week + minutes > own.minutesPerWeek))
    return false;
  return budgets.every(({ holder, minutesPerWeek }) => {
    if (holder.kind !== 'team' || !person.teams.includes(holder.team)) return true;
    const members = given.teams.get(holder.team) ?? [];
    const taken = members.reduce((sum, member) => sum + loadOf(loads, member.id).week, 0);
    return taken + minutes <= minutesPerWeek;
  });
}

/** Whether a person is away at one of the moments. */
export function isAway(person: string, away: readonly Away[], moments: readonly Instant[]): boolean {
  return away.some((each) => each.person === person && moments.some((at) => at >= each.from && at < each.until));
}
