import { LEVELS, type Person } from '../../domain/catalog/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import type { Away, BudgetHolder, ReviewBudget } from '../../domain/review/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { endOf, startOf } from './moment.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import type { Roster } from './roster.ts';
import type { ConfigurationShape } from './schema.ts';

/** Budgets and absences of a checked file; whoever they name stands under people or teams. */
export function readReview(
  file: YamlFile,
  shape: ConfigurationShape,
  roster: Roster,
): {
  readonly budgets: readonly ReviewBudget[];
  readonly away: readonly Away[];
  readonly problems: readonly ConfigurationProblem[];
} {
  const problems: ConfigurationProblem[] = [];
  const source = { file, roster, problems };
  return { budgets: readBudgets(shape.review.budgets, source), away: readAway(shape.review.away, source), problems };
}

interface Source {
  readonly file: YamlFile;
  readonly roster: Roster;
  readonly problems: ConfigurationProblem[];
}

function readBudgets(written: ConfigurationShape['review']['budgets'], source: Source): readonly ReviewBudget[] {
  const seen = new Map<string, string>();
  return Object.entries(written).flatMap(([name, budget]): readonly ReviewBudget[] => {
    const path: NodePath = ['review', 'budgets', name];
    const holder = holderOf(name, source.roster);
    const fail = (code: string, message: string, suggestion: string | null = null): void => {
      source.problems.push(problemAt(source.file, path, { code, at: 'key', message, suggestion }));
    };
    if (holder === null) {
      const message = `${quoted(name)} is neither a level nor a team nor a person of this configuration`;
      fail('unknown-budget', message, didYouMean(name, [...LEVELS, ...source.roster.references]));
      return [];
    }
    const key = JSON.stringify(holder);
    const first = seen.get(key);
    if (first !== undefined) fail('same-budget-twice', `${quoted(name)} and ${quoted(first)} are the same; keep one`);
    seen.set(key, name);
    const { minutes_per_week: minutesPerWeek, minutes_per_day: minutesPerDay = null } = budget;
    if (minutesPerDay !== null && minutesPerDay > minutesPerWeek) {
      fail('bad-budget', `${quoted(name)} has more minutes a day (${minutesPerDay}) than a week (${minutesPerWeek})`);
    }
    return [{ holder, minutesPerWeek, minutesPerDay }];
  });
}

/** A level by its bare name, a team, or a person by id, mail or handle; `@senior` is a team or a handle. */
function holderOf(name: string, roster: Roster): BudgetHolder | null {
  const level = LEVELS.find((each) => each === name);
  if (level !== undefined) return { kind: 'level', level };
  const bare = bareName(name);
  const team = [bare, bare.slice(bare.lastIndexOf('/') + 1)].find((each) => roster.teams.has(each));
  if (team !== undefined) return { kind: 'team', team };
  const person = personOf(bare, roster);
  return person === null ? null : { kind: 'person', person: person.id };
}

function readAway(written: ConfigurationShape['review']['away'], source: Source): readonly Away[] {
  return written.flatMap((each, index): readonly Away[] => {
    const path: NodePath = ['review', 'away', index];
    const fail = (key: string, code: string, message: string, suggestion: string | null = null): void => {
      source.problems.push(problemAt(source.file, [...path, key], { code, message, suggestion }));
    };
    const person = personOf(bareName(each.person), source.roster);
    if (person === null) {
      const known = source.roster.people.flatMap(({ id, mails, handles }) => [id, ...mails, ...handles]);
      const message = `${quoted(each.person)} is not a person of this configuration`;
      fail('person', 'unknown-person', message, didYouMean(bareName(each.person), known));
    }
    const from = startOf(each.from);
    const until = endOf(each.until);
    if (from === null) fail('from', 'bad-date', `${quoted(each.from)} is not a day of the calendar`);
    if (until === null) fail('until', 'bad-date', `${quoted(each.until)} is not a day of the calendar`);
    if (from === null || until === null) return [];
    if (until <= from) fail('until', 'ends-before-start', `${quoted(each.until)} is before ${quoted(each.from)}`);
    return person === null ? [] : [{ person: person.id, from, until }];
  });
}

function personOf(bare: string, roster: Roster): Person | null {
  return (
    roster.people.find(({ id, mails, handles }) => id === bare || mails.includes(bare) || handles.includes(bare)) ??
    null
  );
}

function bareName(reference: string): string {
  return reference
    .trim()
    .replace(/^@/, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
