import { type Brake, calendarBrakes } from '../../domain/brake/index.ts';
import type { CriticalFlow, Person } from '../../domain/catalog/index.ts';
import type { Rule } from '../../domain/policy/index.ts';
import type { ReviewBudget } from '../../domain/review/index.ts';
import { loadByPerson, personBudget } from '../../domain/review-load/index.ts';
import type { ServiceGraph, ServiceNode } from '../../domain/service-graph/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import { type Envelope, type EventStore, PAGE } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';
import { readServiceGraph } from '../service-graph.ts';
import type { ServerNode } from './port.ts';
import { reviewWork } from './route.ts';
import { submissionStream } from './stream.ts';
import { SUBMISSIONS } from './view.ts';

/** Rows that one question reads at most. */
export const PAGE_SIZE = PAGE;

/** Every event of one submission, oldest first. */
export async function readHistoryOf(store: EventStore, id: string): Promise<readonly Envelope[]> {
  const all: Envelope[] = [];
  for (;;) {
    const page = await store.readStream({ stream: submissionStream(id), after: all.length, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** The newest events of the whole log, newest first. */
export async function readRecordTail(node: ServerNode, limit: number): Promise<readonly Envelope[]> {
  const head = await node.store.head();
  const page = await node.store.readAll({ after: Math.max(0, head - limit), limit });
  return [...page].reverse();
}

/** A page of all submissions by id, whatever their state. */
export async function listSubmissions(
  node: ServerNode,
  request: { readonly after: string; readonly limit: number },
): Promise<readonly Submission[]> {
  const rows = await node.store.listDocuments(SUBMISSIONS, request);
  return rows.map(({ document }) => document as Submission);
}

/** What runs, who works on it and by which rules, as the protected bases of all repositories say. */
export interface KnownServices {
  readonly graph: Pick<ServiceGraph, 'calls'> & { readonly services: readonly ServiceNode[] };
  readonly flows: readonly CriticalFlow[];
  readonly people: readonly Person[];
  readonly budgets: readonly ReviewBudget[];
  readonly rules: readonly Rule[];
  /** Calendars of freezes, of each repository that states one; each holds the changes of its own. */
  readonly freezes: readonly RepositoryFreezes[];
}

export interface RepositoryFreezes {
  /** `FORGE:REPOSITORY`. */
  readonly repository: string;
  /** Never empty. */
  readonly brakes: readonly Brake[];
}

/** Catalogues change rarely and are read from git: an older answer is shown while a new one is read. */
const SERVICES_AGE_MS = 30_000;

/** A forge that is away is asked again after this, and nobody waits for it meanwhile. */
const FAILED_AGE_MS = 5_000;

/**
 * Reads services, calls and flows of every repository that the forges list; only the first question waits for it. A reading
 * that failed changes nothing of what was known before; where nothing was, its fault is the answer until another one ends.
 */
export function openServices(world: World, node: ServerNode): () => Promise<KnownServices> {
  let kept: Promise<KnownServices> | null = null;
  let isKnown = false;
  let readAgainAt: Instant | null = null;
  const read = (now: Instant): Promise<KnownServices> => {
    readAgainAt = instant(now + SERVICES_AGE_MS);
    const next = readServices(world, node);
    next.then(
      () => {
        isKnown = true;
        kept = next;
      },
      () => {
        readAgainAt = instant(world.now() + FAILED_AGE_MS);
        if (!isKnown) kept = next;
      },
    );
    return next;
  };
  return () => {
    const now = world.now();
    const next = readAgainAt === null || now > readAgainAt ? read(now) : null;
    kept ??= next ?? read(now);
    return kept;
  };
}

async function readServices(world: World, node: ServerNode): Promise<KnownServices> {
  const services: ServiceNode[] = [];
  const calls: ServiceGraph['calls'][number][] = [];
  const flows: CriticalFlow[] = [];
  const people: Person[] = [];
  const budgets: ReviewBudget[] = [];
  const rules: Rule[] = [];
  const freezes: RepositoryFreezes[] = [];
  for (const forge of node.forges) {
    for (const repository of await forge.repositories()) {
      const path = await forge.localCopy({ repository, commits: [] });
      const history = await world.openRepository({ path });
      const { defaultTips } = await history.describe();
      const revision = defaultTips[0] ?? null;
      const rulebook = await readRulebook({ world, history, revision, policy: { file: null } });
      const { catalog, reviewBudgets, policy, brakes } = rulebook.configuration;
      const stated = calendarBrakes(brakes.calendar);
      if (stated.length > 0) freezes.push({ repository: `${forge.name}:${repository}`, brakes: stated });
      const graph = await readServiceGraph({ world, history, revision, catalog, observed: [] });
      services.push(...graph.services.values());
      calls.push(...graph.calls);
      flows.push(...catalog.flows);
      people.push(...catalog.people);
      budgets.push(...reviewBudgets);
      rules.push(...policy.rules);
    }
  }
  return { graph: { services, calls }, flows, people, budgets, rules, freezes };
}

/** People of every repository's protected base, for linking accounts to them. */
export async function readPeople(world: World, node: ServerNode): Promise<readonly Person[]> {
  const people = new Map<string, Person>();
  for (const forge of node.forges) {
    for (const repository of await forge.repositories()) {
      const path = await forge.localCopy({ repository, commits: [] });
      const history = await world.openRepository({ path });
      const { defaultTips } = await history.describe();
      const revision = defaultTips[0] ?? null;
      const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
      for (const person of configuration.catalog.people) if (!people.has(person.id)) people.set(person.id, person);
    }
  }
  return [...people.values()];
}

/** Minutes of review that a person gave this week and is asked for, beside what they are ready to give; `null` = nothing is stated. */
export async function readBudget(options: {
  readonly node: ServerNode;
  readonly known: KnownServices;
  readonly open: readonly Submission[];
  readonly person: string;
  readonly now: Instant;
}): Promise<{ readonly usedMinutes: number; readonly weekMinutes: number } | null> {
  const { node, known, open, person: id, now } = options;
  const person = known.people.find((each) => each.id === id);
  const budget = person === undefined ? null : personBudget(person, known.budgets);
  if (budget === null) return null;
  const load = loadByPerson(await reviewWork(node, open), now).get(id);
  return { usedMinutes: load?.week ?? 0, weekMinutes: budget.minutesPerWeek };
}
