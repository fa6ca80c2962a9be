import { LEVELS, type Level, type Person } from '../catalog/index.ts';
import { FROM_ANYONE, type SignoffRequirement } from '../review/index.ts';
import { isAway, isWithinBudget, type Load, loadByPerson } from './budget.ts';
import { eligiblePeople } from './candidate.ts';
import { dueAfter } from './deadline.ts';
import { type Expertise, expertiseOf } from './expertise.ts';
import type { ReviewAsk, RoutedReview, Routing, RoutingInput, Shortfall } from './model.ts';
import { type Need, needsAfter, needsOf, serves } from './need.ts';
import { juniorBeside } from './pair.ts';
import { bestOf, isAboveFloor, type LongRunShare, longRunShares, type RankBasis, reasonOf } from './rank.ts';
import { shortfallText, whyText } from './why.ts';

/**
 * Names one person for each sign-off that is missing, or says that nobody can be named. A person is asked once, towards all
 * that their sign-off counts for. Nobody is asked who made the change, is software, signed, passed, is away now or when the
 * answer is due, or has no minutes left. The same input in any order gives the same answer, and asking again with the asks
 * that were given asks nobody.
 */
export function routeReviews(input: RoutingInput): Routing {
  const desk = open(input);
  let needs = desk.needs;
  let unmet: readonly Need[] = [];
  const reviews: RoutedReview[] = [];
  for (let need = hardest(needs, desk); need !== undefined; need = hardest(needs, desk)) {
    const found = choose(need, needs, desk);
    if (found === null) {
      unmet = [...unmet, need];
      needs = needs.filter((each) => each !== need);
      continue;
    }
    const served = [...needs, ...unmet].filter(({ requirement }) => serves(found.person, requirement, input.review));
    desk.taken.add(found.person.id);
    reviews.push(reviewOf(found, served, desk));
    needs = needsAfter(needs, found.person, input.review);
    // Whoever is asked for another need may count here as well: the gate knows no floor.
    unmet = needsAfter(unmet, found.person, input.review);
  }
  const taken = new Set(reviews.map(({ ask }) => ask.person));
  const paired = reviews.map((review, index) => (index === 0 ? withJunior(review, desk, taken) : review));
  return {
    asks: paired.map(({ ask }) => ask),
    reviews: paired,
    shortfalls: unmet.map((need) => shortfallOf(need, desk)),
  };
}

interface Desk {
  readonly input: RoutingInput;
  readonly needs: readonly Need[];
  readonly eligible: readonly Person[];
  readonly loads: ReadonlyMap<string, Load>;
  readonly shares: ReadonlyMap<string, LongRunShare>;
  readonly expertise: ReadonlyMap<string, Expertise>;
  /** Who is here, did not pass and has minutes left: looked up once, since every need asks it of everybody. */
  readonly free: ReadonlySet<Person>;
  /** Who was asked here: before, or for another need. */
  readonly taken: Set<string>;
}

function open(input: RoutingInput): Desk {
  const eligible = eligiblePeople(input);
  const asked = eligible.filter(({ id }) => input.asked.some(({ person }) => person === id));
  const needs = asked.reduce((left, person) => needsAfter(left, person, input.review), needsOf(input.missing));
  const loads = loadByPerson(input.work, input.now);
  const free = eligible.filter(
    (person) => !input.passed.includes(person.id) && isHere(person, input) && hasMinutes(person, input, loads),
  );
  return {
    input,
    needs,
    eligible,
    loads,
    free: new Set(free),
    shares: longRunShares(input.work, input.now),
    expertise: expertiseOf(input.paths, input.touches, input.now),
    taken: new Set(asked.map(({ id }) => id)),
  };
}

/** The need with the fewest people to choose from goes first, or an easier one would take its only person. */
function hardest(needs: readonly Need[], desk: Desk): Need | undefined {
  return [...needs].sort((a, b) => supply(a, desk) - supply(b, desk) || rankOf(b) - rankOf(a))[0];
}

function supply({ requirement }: Need, desk: Desk): number {
  return mayServe(requirement, desk).filter((person) => desk.free.has(person)).length;
}

function rankOf({ requirement }: Need): number {
  return levelIndex(requirement.level) * 2 + (requirement.from === FROM_ANYONE ? 0 : 1);
}

function mayServe(requirement: SignoffRequirement, { eligible, input, taken }: Desk): readonly Person[] {
  return eligible.filter((person) => !taken.has(person.id) && serves(person, requirement, input.review));
}

function isHere({ id }: Person, input: RoutingInput): boolean {
  return !isAway(id, input.away, [input.now, dueAfter(input.now, input.tier)]);
}

function hasMinutes(person: Person, input: RoutingInput, loads: ReadonlyMap<string, Load>): boolean {
  const { minutes, budgets, review } = input;
  return isWithinBudget({ person, minutes, loads, teams: review.people.byTeam, budgets });
}

interface Choice {
  readonly person: Person;
  readonly next: string | null;
  readonly basis: RankBasis;
}

/** The best person for a need; those who serve more of what is open come first, since each ask costs somebody's time. */
function choose(need: Need, needs: readonly Need[], desk: Desk): Choice | null {
  const basis = basisOf(need, desk);
  const free = mayServe(need.requirement, desk).filter(
    (person) => desk.free.has(person) && isAboveFloor(person, basis),
  );
  const served = (person: Person): number =>
    needs.filter(({ requirement }) => serves(person, requirement, desk.input.review)).length;
  const most = free.reduce((high, person) => Math.max(high, served(person)), 0);
  const person = bestOf(
    free.filter((each) => served(each) === most),
    basis,
  );
  if (person === null) return null;
  const next = bestOf(
    free.filter((each) => each !== person),
    basis,
  );
  return { person, next: next?.id ?? null, basis };
}

function basisOf({ requirement }: Need, desk: Desk): RankBasis {
  const able = mayServe(requirement, desk);
  return {
    tier: desk.input.tier,
    bestExpertise: able.reduce((best, { id }) => Math.max(best, desk.expertise.get(id)?.score ?? 0), 0),
    level: requirement.level,
    expertise: desk.expertise,
    files: new Set(desk.input.paths).size,
    loads: desk.loads,
    shares: desk.shares,
    budgets: desk.input.budgets,
  };
}

function reviewOf({ person, next, basis }: Choice, served: readonly Need[], desk: Desk): RoutedReview {
  const requirements = served.map(({ requirement }) => requirement);
  const reason = reasonOf(person, basis);
  return { ask: askOf(person, requirements, basis, desk), serves: requirements, reason, next, pair: null };
}

function askOf(
  person: Person,
  requirements: readonly SignoffRequirement[],
  basis: RankBasis,
  { input }: Desk,
): ReviewAsk {
  return {
    person: person.id,
    why: whyText(reasonOf(person, basis)),
    minutes: input.minutes,
    level: highest(requirements),
    at: input.now,
    dueAt: dueAfter(input.now, input.tier),
    passedOnBy: null,
    content: input.review.contentDigest,
  };
}

function withJunior(review: RoutedReview, desk: Desk, taken: ReadonlySet<string>): RoutedReview {
  const reviewer = desk.input.review.people.byId.get(review.ask.person);
  if (reviewer === undefined || desk.input.asked.length > 0) return review;
  const { input, loads, shares, eligible } = desk;
  const pair = juniorBeside(reviewer, eligible, { input, loads, shares, taken });
  return pair === null ? review : { ...review, pair, ask: { ...review.ask, pair } };
}

function shortfallOf(need: Need, desk: Desk): Shortfall {
  const { requirement, missing } = need;
  const basis = basisOf(need, desk);
  const able = mayServe(requirement, desk);
  const unasked = able.filter(({ id }) => !desk.input.passed.includes(id));
  const here = unasked.filter((person) => isHere(person, desk.input));
  const kind =
    able.length === 0
      ? 'nobody-known'
      : unasked.length === 0
        ? 'everybody-asked'
        : here.length === 0
          ? 'everybody-away'
          : 'over-budget';
  const best = bestOf(
    here.filter((person) => isAboveFloor(person, basis)),
    basis,
  );
  const spill = bestOf(
    here.filter((person) => desk.free.has(person)),
    basis,
  );
  const regardless = best === null ? null : askOf(best, [requirement], basis, desk);
  const delegate = spill?.id ?? null;
  const text = shortfallText({ kind, requirement, missing, regardless: best?.id ?? null, delegate });
  return { kind, requirement, missing, regardless, delegate, text };
}

function highest(requirements: readonly SignoffRequirement[]): Level | null {
  const index = Math.max(-1, ...requirements.map(({ level }) => levelIndex(level)));
  return LEVELS[index] ?? null;
}

function levelIndex(level: Level | null): number {
  return level === null ? -1 : LEVELS.indexOf(level);
}
