import type { Brake, BrakeLane } from '../domain/brake/index.ts';
import type { Change, ChangeSelector, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { type DecisionValue, NO_CONTEXT } from '../domain/gate/index.ts';
import { type ConfigurationResult, configurationFault } from '../domain/policy/index.ts';
import { readEnvironment } from '../domain/provenance/index.ts';
import { accept, assert, Fault } from '../kernel/index.ts';
import { type Assessment, assess, openRulebook, type Rulebook } from './assess.ts';
import { landedBefore, NO_OPEN, type OpenProposals, openCompanions } from './companion.ts';
import { referenceOf, type Watch } from './history.ts';
import type { StatedContext, World } from './port.ts';
import { openProposalGround, type ProposalGround } from './proposal-ground.ts';
import { openReach } from './reach.ts';
import { commitsWithoutLines, readRecordedLines } from './recorded-lines.ts';
import { readChangeFindings } from './scanner.ts';

/** One proposal with the rulebook it was judged by. */
export interface JudgedProposal {
  readonly assessment: Assessment;
  readonly rulebook: Rulebook;
  readonly description: RepositoryDescription;
}

/** Where a policy is read from when the caller does not bring one. */
export interface PolicyChoice {
  /** A file of the caller; it replaces the rules, the catalog stays that of the base. */
  readonly file: string | null;
}

/** Reads proposals that may be parts of the same work as a change. */
export type OpenReader = (known: {
  readonly history: HistoryReader;
  readonly rulebooks: readonly Rulebook[];
  readonly change: Change;
}) => Promise<OpenProposals>;

/** Judges one change by the policy of the commit it starts from, or of the branch it will land on. */
export async function judgeProposal(options: {
  readonly world: World;
  readonly repository: string;
  readonly selector: ChangeSelector;
  readonly policy: PolicyChoice;
  /** What only the caller knows of it, once its content is read; `null` = nothing. */
  readonly stated: ((change: Change) => StatedContext | Promise<StatedContext>) | null;
  /** Scanners' reports (SARIF) on the change. */
  readonly scannerFiles: readonly string[];
  /** Brakes that somebody pulled, where a control plane knows of them; those of the calendar count anyway. */
  readonly brakes?: readonly Brake[];
  /** By which way it wants to pass brakes, where the caller knows. */
  readonly lane?: BrakeLane | undefined;
  /** Other proposals that wait, where somebody knows of them. */
  readonly open?: OpenReader;
  /** What was read of the repository as its branches stand now; absent = it is read for this one. */
  readonly ground?: ProposalGround;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<JudgedProposal> {
  const { world, selector } = options;
  const ground = options.ground ?? (await ownGround(options));
  const { history, description } = ground;
  const change = await history.readChange(selector);
  const bases = await protectedBasesOf({ history, description, change, selector });
  // One after the other: both read landed changes, and what one reads the other finds remembered.
  const risk = await ground.risk();
  const [rulebooks, records, fold, stated, findings] = await Promise.all([
    Promise.all(bases.map((revision) => rulebookOf(ground, { world, history, revision, policy: options.policy }))),
    ground.records(change.head ?? bases[0] ?? null),
    ground.fold(change.base),
    options.stated === null ? UNSTATED : options.stated(change),
    readChangeFindings({ world, history, files: options.scannerFiles, root: description.path, change }),
  ]);
  const landed = change.kind === 'landed';
  const now = world.now();
  const before = fold.recent();
  const companions = openCompanions(records).questionOf({
    change,
    landed: landed ? landedBefore(before, change.at) : await ground.lately(bases, now),
    open: (await options.open?.({ history, rulebooks, change })) ?? NO_OPEN,
    sizes: before.steps,
  });
  const common = {
    lines: await readRecordedLines({ history, records, commits: commitsWithoutLines(change), counted: true }),
    change: withStatedBranches(change, stated),
    records,
    reference: referenceOf(fold, change),
    risk: landed && change.head !== null ? risk.landed(change.head) : risk.next(change),
    context: stated.context,
    findings,
    companions,
    pullRequest: stated.pullRequest,
    // What runs here and now speaks only of content that is being made here and now.
    environment: landed || selector.kind === 'range' ? [] : readEnvironment(world.environment),
    // What has landed is judged as it would have been: the brakes of today say nothing of it.
    brakes: landed ? undefined : (options.brakes ?? []),
    lane: options.lane,
    now,
  };
  const judged: JudgedProposal[] = [];
  for (const rulebook of differing(rulebooks)) {
    const revision = bases[rulebooks.indexOf(rulebook)] ?? null;
    const reader = await openReach({ ...options, history, rulebook, revision, content: 'always' });
    const reach = await reader.read(change);
    await reader.save();
    judged.push({ assessment: assess({ ...common, rulebook, reach }), rulebook, description });
  }
  return strictest(judged);
}

async function ownGround(options: {
  readonly world: World;
  readonly repository: string;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<ProposalGround> {
  const { world, repository: path, watch, signal } = options;
  return openProposalGround({ history: await world.openRepository({ path, signal }), watch });
}

/** A policy that the caller brings is read for the caller alone. */
function rulebookOf(ground: ProposalGround, source: RulebookSource): Promise<Rulebook> {
  const read = () => readRulebook(source);
  return source.policy.file === null ? ground.rulebook(source.revision, read) : read();
}

/** One rulebook for each meaning: most often the branches agree. */
export function differing(rulebooks: readonly Rulebook[]): readonly Rulebook[] {
  return [...new Map([...rulebooks].reverse().map((each) => [each.configuration.digest, each])).values()].reverse();
}

interface RulebookSource {
  readonly world: World;
  readonly history: HistoryReader;
  readonly revision: CommitId | null;
  readonly policy: PolicyChoice;
}

/** Reads and compiles the rules of a protected base; a policy file of the caller replaces the rules only. */
export async function readRulebook(options: RulebookSource): Promise<Rulebook> {
  const read = await readConfiguration(options);
  if (!read.ok) throw configurationFault(read.rejection);
  return openRulebook(read.value);
}

/** Reads two policies to be compared; what is wrong with either is said at once, by file. */
export async function readRulebooks(
  options: RulebookSource & { readonly against: PolicyChoice },
): Promise<{ readonly rulebook: Rulebook; readonly against: Rulebook }> {
  const own = await readConfiguration(options);
  const other = await readConfiguration({ ...options, policy: options.against });
  if (own.ok && other.ok) return { rulebook: openRulebook(own.value), against: openRulebook(other.value) };
  throw configurationFault([own, other].flatMap((read) => (read.ok ? [] : read.rejection)));
}

async function readConfiguration({ world, history, revision, policy }: RulebookSource): Promise<ConfigurationResult> {
  const now = world.now();
  const base = await world.configuration.load({ history, revision, now });
  if (policy.file === null) return base;
  // A broken configuration of the base must not stop a trial of other rules; only its catalog is missing then.
  const given = await world.readPolicyFile({ path: policy.file, catalog: base.ok ? base.value.catalog : null, now });
  if (!given.ok || !base.ok) return given;
  const { reviewWaitHours, reviewMinutesFactor, reviewBudgets, reviewAway, quarantines, brakes } = base.value;
  return accept({
    ...given.value,
    reviewWaitHours: given.value.reviewWaitHours ?? reviewWaitHours,
    reviewMinutesFactor: given.value.reviewMinutesFactor ?? reviewMinutesFactor,
    reviewBudgets: given.value.reviewBudgets.length > 0 ? given.value.reviewBudgets : reviewBudgets,
    reviewAway: given.value.reviewAway.length > 0 ? given.value.reviewAway : reviewAway,
    quarantines: given.value.quarantines.length > 0 ? given.value.quarantines : quarantines,
    // A trial of other rules lifts no brake.
    brakes,
  });
}

/**
 * The commits whose policies count, never one of the change itself (docs/decisions/0004-protected-base.md): the default
 * branch, and before it the branch that a caller names, since whoever proposes a change may choose where it is to land. Tips
 * and not the merge base: an old branch must not be judged by old rules. What has landed is judged by what it landed on.
 */
export async function protectedBasesOf(options: {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly change: Change;
  readonly selector: ChangeSelector;
}): Promise<readonly (CommitId | null)[]> {
  const { history, description, change, selector } = options;
  if (change.kind === 'landed') return [change.base];
  const named = selector.kind === 'branch' && selector.base !== null ? await history.resolve(selector.base) : null;
  const tips: CommitId[] = named === null || named === change.head ? [] : [named];
  for (const tip of description.defaultTips) {
    // A range may have landed already: then the branch's own policy is what the range may have changed.
    const own = tip === change.head || (change.kind === 'range' && (await holds(history, tip, change)));
    if (!own && !tips.includes(tip)) tips.push(tip);
  }
  return tips.length > 0 ? tips : [change.base];
}

async function holds(history: HistoryReader, tip: CommitId, { head }: Change): Promise<boolean> {
  return head !== null && (await history.reaches(tip, head));
}

const STRICTNESS: Readonly<Record<DecisionValue, number>> = { allow: 0, hold: 1, unknown: 1, block: 2 };

/** Of several policies the one that lets least pass counts; of equals the first. */
export function strictest([first, ...others]: readonly JudgedProposal[]): JudgedProposal {
  assert(first !== undefined, 'a change is judged by one policy at least');
  const strictness = ({ assessment: { decision } }: JudgedProposal): number =>
    STRICTNESS[decision.decision] * 3 + STRICTNESS[decision.wouldDecide];
  return others.reduce((strict, other) => (strictness(other) > strictness(strict) ? other : strict), first);
}

/** Nobody says anything beyond what the repository holds. */
const UNSTATED: StatedContext = { context: NO_CONTEXT, pullRequest: null };

/** The forge knows the branches better than a detached checkout does. */
function withStatedBranches(change: Change, stated: StatedContext): Change {
  const { pullRequest } = stated;
  if (pullRequest === null) return change;
  return {
    ...change,
    headBranch: pullRequest.headBranch ?? change.headBranch,
    baseBranch: pullRequest.baseBranch ?? change.baseBranch,
  };
}

/** The fault of a repository that has nothing to read. */
export function emptyRepository(description: RepositoryDescription): Fault {
  return new Fault({
    kind: 'usage',
    code: 'empty-repository',
    message: `${description.path} has no commit yet`,
    fix: 'Make a first commit, or give another repository with --repository PATH.',
  });
}
