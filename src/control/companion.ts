import { personOf, placeOf } from '../domain/catalog/index.ts';
import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import {
  COMPANION_WINDOW_MS,
  type CompanionFacts,
  type CompanionPart,
  companionsOf,
  folderPlaces,
  reviewLinesOf,
  touchedPaths,
  unionOf,
} from '../domain/gate/index.ts';
import { type Provenance, sessionDigest, sessionLinksIn } from '../domain/provenance/index.ts';
import { type HistoryStep, REFERENCE_WINDOW, rankAmong } from '../domain/replay/index.ts';
import { comparableHandle, comparableMail, type HumanClaim, isAutomated } from '../domain/review/index.ts';
import type { Instant } from '../kernel/index.ts';
import { type CompanionQuestion, provenanceOfCommit, type Rulebook } from './assess.ts';
import type { RecentLandings } from './history.ts';
import type { ProvenanceRecords } from './recorded-lines.ts';

/** A proposal that waits to land, as a server knows it. */
export interface OpenProposal {
  /** Of the submission. */
  readonly id: string;
  /** As people know it: `#12`. */
  readonly name: string;
  /** Account that opened it. */
  readonly handle: string | null;
  readonly change: Change;
}

/** Proposals beside the one that is judged. */
export interface OpenProposals {
  readonly proposals: readonly OpenProposal[];
  /** One sentence where some could not be read; `null` = these are all. */
  readonly unread: string | null;
}

/** Changes that landed lately; `cut` says in one sentence why some may be missing, `null` = none is. */
export interface LatelyLanded {
  readonly changes: readonly Change[];
  readonly cut: string | null;
}

/** Nobody knows of open proposals: a clone holds none. */
export const NO_OPEN: OpenProposals = { proposals: [], unread: null };

const CUT =
  'the history of the 24 hours before this change is cut (a shallow clone): git fetch --unshallow (in CI: a full fetch depth)';
const TOO_MANY = `more than ${REFERENCE_WINDOW} changes landed within 24 hours, and no more are read`;
/** Landings in a row that are older than the window before reading ends: a date is only claimed. */
const OLDER_IN_A_ROW = 20;

/** What landed in the window before a landed change, of all that landed before it. */
export function landedBefore(before: RecentLandings, at: Instant | null): LatelyLanded {
  const changes = before.steps.map(({ change }) => change);
  const isWhole = before.fromStart || (at !== null && changes.some((change) => isOlder(change, at)));
  const cut = before.steps.length >= REFERENCE_WINDOW ? TOO_MANY : CUT;
  return {
    changes: at === null ? [] : changes.filter((change) => !isOlder(change, at)),
    cut: isWhole ? null : cut,
  };
}

/** What landed on the branches that a proposal is judged by, in the window before now. */
export async function landedLately(options: {
  readonly history: Pick<HistoryReader, 'landedChanges'>;
  readonly description: RepositoryDescription;
  readonly tips: readonly (CommitId | null)[];
  readonly now: Instant;
}): Promise<LatelyLanded> {
  const { history, description, now } = options;
  const found = new Map<string, Change>();
  let cut: string | null = null;
  for (const tip of options.tips) {
    if (tip === null) continue;
    let read = 0;
    let older = 0;
    for await (const change of history.landedChanges({ tip, since: null, limit: REFERENCE_WINDOW }, { lines: true })) {
      read += 1;
      if (isOlder(change, now)) older += 1;
      else {
        older = 0;
        found.set(change.id, change);
      }
      if (older === OLDER_IN_A_ROW) break;
    }
    if (older === 0 && read >= REFERENCE_WINDOW) cut = TOO_MANY;
    else if (older === 0 && description.shallow) cut = CUT;
  }
  return { changes: [...found.values()], cut };
}

/** Of what had landed lately at an earlier moment, what has at a later one, while nothing else landed. */
export function stillLately({ changes, cut }: LatelyLanded, now: Instant): LatelyLanded {
  return { changes: changes.filter((change) => !isOlder(change, now)), cut };
}

/** Tells the companions of changes; what it reads of a candidate it remembers. */
export function openCompanions(records: ProvenanceRecords): {
  questionOf(asked: Asked): CompanionQuestion;
} {
  const remembered = new WeakMap<Rulebook, WeakMap<Change, readonly string[]>>();
  const makersOfLanded = (change: Change, rulebook: Rulebook): readonly string[] => {
    const known = remembered.get(rulebook) ?? new WeakMap<Change, readonly string[]>();
    remembered.set(rulebook, known);
    const makers =
      known.get(change) ?? makersOf({ change, rulebook, prompters: promptersOf(change, rulebook, records) });
    known.set(change, makers);
    return makers;
  };
  return {
    questionOf: (asked) => (known) => {
      const { change, landed, open } = asked;
      const { rulebook, provenance } = known;
      const makers = makersOf({ change, rulebook, prompters: provenance.prompters, claims: known.claims });
      const why = makers.length === 0 ? 'the change names no author' : (landed.cut ?? open.unread);
      if (why !== null) return { kind: 'unknown', why };
      const own = partOf({ id: change.id, name: change.id, change, makers, rulebook });
      const candidates = [
        ...landed.changes.map((each) => ({
          id: each.id,
          name: nameOf(each),
          change: each,
          makers: makersOfLanded(each, rulebook),
        })),
        ...open.proposals.map(({ id, name, handle, change: each }) => {
          const claims = [{ personId: null, mail: null, handle }];
          const prompters = promptersOf(each, rulebook, records);
          return { id, name, change: each, makers: makersOf({ change: each, rulebook, prompters, claims }) };
        }),
      ];
      const sharing = candidates.filter((each) => each.makers.some((maker) => makers.includes(maker)));
      const companions = companionsOf(
        own,
        sharing.map((each) => partOf({ ...each, rulebook })),
      );
      return factsOf({ own, companions, asked, known });
    },
  };
}

interface Asked {
  readonly change: Change;
  readonly landed: LatelyLanded;
  readonly open: OpenProposals;
  /** What sizes are compared with. */
  readonly sizes: readonly HistoryStep[];
}

function factsOf(given: {
  readonly own: CompanionPart;
  readonly companions: readonly CompanionPart[];
  readonly asked: Asked;
  readonly known: Parameters<CompanionQuestion>[0];
}): CompanionFacts {
  const { own, companions, asked, known } = given;
  const { lines, paths } = unionOf(own, companions);
  const together = companions.length === 0 || known.place === null || paths === null;
  const place = together ? known.place : placeOf(known.rulebook.catalog, paths);
  return {
    kind: 'found',
    names: companions.map(({ name }) => name),
    lines,
    files: paths?.length ?? null,
    tier: paths === null ? null : (place?.tier ?? null),
    whyTierUnknown: place === null ? NO_CATALOG : place.whyTierUnknown,
    sizePercentile: lines === null ? null : rankAmong(asked.sizes, lines),
  };
}

const NO_CATALOG = 'there is no catalog; add services and owners to firebreak.yaml';

function isOlder({ at }: Change, than: Instant): boolean {
  return at !== null && at < than - COMPANION_WINDOW_MS;
}

/** Digits of a commit that people are shown. */
const SHOWN_DIGITS = 12;

function nameOf({ pullRequest, head, id }: Change): string {
  if (pullRequest !== null) return `#${pullRequest}`;
  return head?.slice(0, SHOWN_DIGITS) ?? id;
}

function partOf(given: {
  readonly id: string;
  readonly name: string;
  readonly change: Change;
  readonly makers: readonly string[];
  readonly rulebook: Rulebook;
}): CompanionPart {
  const { id, name, change, makers, rulebook } = given;
  const isWhole = !change.gaps.some(({ code }) => HIDES_PATHS.includes(code));
  const paths = isWhole ? touchedPaths(change) : null;
  return {
    id,
    name,
    isLanded: change.kind === 'landed',
    makers,
    paths,
    places: paths === null ? null : placesOf(paths, rulebook),
    lines: reviewLinesOf(change),
    head: change.head,
    commits: change.commits.map((commit) => commit.id),
    headBranch: change.kind === 'landed' ? null : change.headBranch,
    baseBranch: change.kind === 'landed' ? null : change.baseBranch,
  };
}

const HIDES_PATHS: readonly string[] = ['shallow-history', 'missing-object', 'too-many-files'];

function placesOf(paths: readonly string[], { catalog }: Rulebook): readonly string[] {
  const { services, flows } = catalog.catalog;
  const folders = folderPlaces(paths);
  if (services.length === 0 && flows.length === 0) return folders;
  const place = placeOf(catalog, paths);
  return [...folders, ...place.services.map((id) => `service:${id}`), ...place.flows.map((id) => `flow:${id}`)];
}

function promptersOf(change: Change, { agents }: Rulebook, records: ProvenanceRecords): Provenance['prompters'] {
  return change.commits.flatMap(
    (commit) => provenanceOfCommit(commit, { records, agents, addedLines: null }).prompters,
  );
}

/** Whoever wrote or directed it, and the sessions of agents that it links to; software counts where nobody else is named. */
function makersOf(given: {
  readonly change: Change;
  readonly rulebook: Rulebook;
  readonly prompters: readonly string[];
  readonly claims?: readonly HumanClaim[];
}): readonly string[] {
  const { change, rulebook, prompters, claims = [] } = given;
  const written = change.commits.filter(({ parents }) => parents.length < 2);
  const writers = written.length > 0 ? written.map(({ author }) => author) : [change.author];
  const all: readonly HumanClaim[] = [
    ...writers.map(({ mail }) => ({ personId: null, mail, handle: null })),
    ...prompters.map((who) => named(who)),
    ...claims,
  ];
  const agents = rulebook.configuration.catalog.agents.flatMap(({ mails, handles }) => [...mails, ...handles]);
  const sessions = change.commits.flatMap(({ message }) =>
    sessionLinksIn(message).map(({ url }) => `session:${sessionDigest(url)}`),
  );
  const keys = (some: readonly HumanClaim[]): string[] => some.flatMap((each) => keysOf(each, rulebook));
  const people = [...keys(all.filter((each) => !isAutomated(each, agents))), ...sessions];
  return [...new Set(people.length > 0 ? people : keys(all))];
}

function named(who: string): HumanClaim {
  const isMail = who.includes('@') && !who.startsWith('@');
  return { personId: null, mail: isMail ? who : null, handle: isMail ? null : who };
}

function keysOf({ personId, mail, handle }: HumanClaim, { catalog }: Rulebook): readonly string[] {
  const person = personId ?? personOf(catalog.people, { mail, handle })?.id;
  if (person !== undefined) return [`person:${person}`];
  const [address, account] = [comparableMail(mail), comparableHandle(handle)];
  return [...(address === null ? [] : [`mail:${address}`]), ...(account === null ? [] : [`account:${account}`])];
}
