import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { type Change, type CommitId, type StatedReference, statedReferences } from '../change/index.ts';
import { type ChangeLookup, changeLookup, type Lookup } from './change-lookup.ts';
import { believedTimes } from './landing-time.ts';
import { CENSORED_DAYS, type ChangeLabel, LABELLED_BY_LIMIT } from './model.ts';

/** What labelling needs of one landed change: small enough to keep for a whole history. */
export interface LandedStatement {
  /** The landing's last commit, by which it is named in labels. */
  readonly commit: CommitId;
  readonly commits: readonly CommitId[];
  readonly pullRequest: string | null;
  readonly landedAt: Instant | null;
  /** Titles of the change and of its commits, unique. */
  readonly subjects: readonly string[];
  /** What its messages say of earlier changes, one list for each message. */
  readonly references: readonly (readonly StatedReference[])[];
}

/** Takes from a landed change what {@link labelChanges} needs; `null` for a change without a commit. */
export function landedStatement(change: Change): LandedStatement | null {
  const commit = change.head ?? change.commits.at(-1)?.id;
  if (commit === undefined) return null;
  const subjects = new Set([change.title, ...change.commits.flatMap(({ message }) => subjectsOf(message))]);
  return {
    commit,
    commits: [...new Set([commit, ...change.commits.map(({ id }) => id)])],
    pullRequest: change.pullRequest,
    landedAt: change.at,
    subjects: [...subjects],
    references: change.commits.map(({ message }) => statedReferences(message)).filter((list) => list.length > 0),
  };
}

/**
 * Labels landed changes, oldest first, in the same order: `reverted` where a later change that still stands reverts it
 * and nothing reapplied it since, else `fixed` where a later change names it in a `Fixes:` trailer, else `censored`
 * within {@link CENSORED_DAYS} of the newest landing, else `none`. A statement can only reach back: what names itself,
 * something later, or two things at once labels nothing.
 */
export function labelChanges(changes: readonly LandedStatement[]): readonly ChangeLabel[] {
  const actions = resolveActions(changes);
  const outcome = settle(actions);
  const censored = censoredChanges(changes);
  return changes.map((_, index) => {
    const reverters = revertersInForce(actions, outcome, index);
    const fixers = actions.fixedBy[index] ?? [];
    const kind =
      reverters.length > 0 ? 'reverted' : fixers.length > 0 ? 'fixed' : censored[index] ? 'censored' : 'none';
    const by = [...new Set([...reverters, ...fixers])].sort((a, b) => a - b).slice(0, LABELLED_BY_LIMIT);
    return { kind, evidence: by.length > 0 ? 'stated' : null, by: by.flatMap((other) => changes[other]?.commit ?? []) };
  });
}

/** Later changes that act on each change; indexes ascending, unique. */
interface Actions {
  readonly revertedBy: readonly (readonly number[])[];
  readonly reappliedBy: readonly (readonly number[])[];
  readonly fixedBy: readonly (readonly number[])[];
  /** Whether the change itself reverts an earlier one: to reapply it is to undo it. */
  readonly reverts: readonly boolean[];
}

function resolveActions(changes: readonly LandedStatement[]): Actions {
  const resolver: Resolver = { lookup: changeLookup(changes), repository: ownRepository(changes) };
  const by = {
    reverts: changes.map(() => new Set<number>()),
    reapplies: changes.map(() => new Set<number>()),
    fixes: changes.map(() => new Set<number>()),
  };
  const reverts = changes.map(() => false);
  changes.forEach((change, index) => {
    for (const references of change.references) {
      for (const { kind, target } of targetsOf(references, { ...resolver, before: index })) {
        by[kind][target]?.add(index);
        if (kind === 'reverts') reverts[index] = true;
      }
    }
  });
  const lists = (sets: readonly ReadonlySet<number>[]) => sets.map((set) => [...set]);
  return { revertedBy: lists(by.reverts), reappliedBy: lists(by.reapplies), fixedBy: lists(by.fixes), reverts };
}

interface Outcome {
  /** Whether each change stands at the end. */
  readonly standing: readonly boolean[];
  /** The last standing change that reapplies each change; -1 where none does. */
  readonly reappliedLast: readonly number[];
}

/** Later changes are settled first, because only they can undo an earlier one. */
function settle(actions: Actions): Outcome {
  const standing = actions.reverts.map(() => true);
  const reappliedLast = actions.reverts.map(() => -1);
  for (let index = standing.length - 1; index >= 0; index -= 1) {
    const last = actions.reappliedBy[index]?.findLast((by) => standing[by]) ?? -1;
    reappliedLast[index] = last;
    const takenBack = actions.reverts[index] === true && last >= 0;
    standing[index] = !takenBack && revertersInForce(actions, { standing, reappliedLast }, index).length === 0;
  }
  return { standing, reappliedLast };
}

/** The reverts of a change that still stand and after which nothing brought it back. */
function revertersInForce(actions: Actions, outcome: Outcome, target: number): readonly number[] {
  const after = outcome.reappliedLast[target] ?? -1;
  return actions.revertedBy[target]?.filter((by) => by > after && outcome.standing[by] === true) ?? [];
}

interface Resolver {
  readonly lookup: ChangeLookup;
  readonly repository: string | null;
}

interface Target {
  readonly kind: StatedReference['kind'];
  readonly target: number;
}

/** A range of a revert longer than this is a slip or an attack; then only its end counts. */
const RANGE_LIMIT = 500;

/** The changes that one message acts on. A quoted title counts only where no commit or number decides. */
function targetsOf(
  references: readonly StatedReference[],
  resolver: Resolver & { readonly before: number },
): readonly Target[] {
  const found: Target[] = [];
  let decided = false;
  const take = (kind: StatedReference['kind'], result: Lookup) => {
    if (result.kind === 'found') found.push({ kind, target: result.index });
  };
  for (const reference of references) {
    const strong = strongLookup(reference, resolver);
    if (strong.kind === 'absent') continue;
    if (reference.kind !== 'fixes') decided = true;
    take(reference.kind, strong);
    if (strong.kind === 'found') {
      for (const target of rangeBelow(reference, strong.index, resolver)) found.push({ kind: reference.kind, target });
    }
  }
  for (const reference of references) {
    if (reference.subject === undefined || (decided && reference.kind !== 'fixes')) continue;
    if (strongLookup(reference, resolver).kind !== 'absent') continue;
    take(reference.kind, resolver.lookup.bySubject(reference.subject, resolver.before));
  }
  return found;
}

function strongLookup(reference: StatedReference, resolver: Resolver & { readonly before: number }): Lookup {
  if (reference.commit !== undefined) return resolver.lookup.byCommit(reference.commit, resolver.before);
  const foreign = reference.repository !== undefined && reference.repository.toLowerCase() !== resolver.repository;
  if (reference.pullRequest === undefined || foreign || reference.kind === 'fixes') return { kind: 'absent' };
  return resolver.lookup.byPullRequest(reference.pullRequest, resolver.before);
}

function rangeBelow(
  reference: StatedReference,
  end: number,
  resolver: Resolver & { readonly before: number },
): readonly number[] {
  if (reference.range === undefined) return [];
  const start = resolver.lookup.byCommit(reference.range.start, resolver.before);
  if (start.kind !== 'found' || start.index >= end) return [];
  const first = reference.range.inclusive ? start.index : start.index + 1;
  return end - first > RANGE_LIMIT ? [] : Array.from({ length: end - first }, (_, step) => first + step);
}

/**
 * The `owner/name` this history calls itself by: the one most often named beside a number, the first in alphabetical
 * order where two are named as often; a clone's folder may be called anything.
 */
function ownRepository(changes: readonly LandedStatement[]): string | null {
  const counts = new Map<string, number>();
  for (const { repository } of changes.flatMap((change) => change.references.flat())) {
    if (repository === undefined) continue;
    const name = repository.toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

/** Too young to tell: within {@link CENSORED_DAYS} of the newest landing; a time not believed counts as its next younger one. */
function censoredChanges(changes: readonly LandedStatement[]): readonly boolean[] {
  const times = believedTimes(changes.map(({ landedAt }) => landedAt));
  const newest = times.findLast((time) => time !== null) ?? null;
  const censored = changes.map(() => true);
  let next = newest;
  for (let index = changes.length - 1; index >= 0; index -= 1) {
    next = times[index] ?? next;
    censored[index] = next === null || newest === null || newest - next < CENSORED_DAYS * DAY_MS;
  }
  return censored;
}

/** The first line; below a forge's merge line also the title of what was merged. */
function subjectsOf(message: string): readonly string[] {
  const lines = message
    .slice(0, SUBJECT_SCAN)
    .split('\n', 4)
    .map((line) => line.trim());
  const [subject = '', , title = ''] = lines;
  return subject.startsWith('Merge ') && title !== '' ? [subject, title] : subject === '' ? [] : [subject];
}

/** Characters in which a title must stand. */
const SUBJECT_SCAN = 2_000;
