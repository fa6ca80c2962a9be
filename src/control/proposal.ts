import type { Change, ChangeSelector, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { NO_CONTEXT } from '../domain/gate/index.ts';
import { configurationFault } from '../domain/policy/index.ts';
import { readEnvironment } from '../domain/provenance/index.ts';
import { Fault } from '../kernel/index.ts';
import { type Assessment, assess, openRulebook, type Rulebook } from './assess.ts';
import { foldBefore, readRecords, referenceOf, type Watch } from './history.ts';
import type { StatedContext, World } from './port.ts';

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

/** Judges one change by the policy of the commit it starts from, or of the branch it will land on. */
export async function judgeProposal(options: {
  readonly world: World;
  readonly repository: string;
  readonly selector: ChangeSelector;
  readonly policy: PolicyChoice;
  readonly contextFile: string | null;
  readonly watch?: Watch;
  readonly signal?: AbortSignal;
}): Promise<JudgedProposal> {
  const { world, selector } = options;
  const history = await world.openRepository({
    path: options.repository,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const description = await history.describe();
  const change = await history.readChange(selector);
  const protectedBase = await protectedBaseOf({ history, description, change, selector });
  const [rulebook, records, fold, stated] = await Promise.all([
    readRulebook({ world, history, revision: protectedBase, policy: options.policy }),
    readRecords(history, change.head ?? protectedBase),
    foldBefore({
      history,
      description,
      base: change.base,
      ...(options.watch === undefined ? {} : { watch: options.watch }),
    }),
    readStated(world, options.contextFile, change),
  ]);
  const landed = change.kind === 'landed';
  const assessment = assess({
    change: withStatedBranches(change, stated),
    records,
    rulebook,
    reference: referenceOf(fold, change),
    context: stated.context,
    pullRequest: stated.pullRequest,
    // What runs here and now speaks only of content that is being made here and now.
    environment: landed || selector.kind === 'range' ? [] : readEnvironment(world.environment),
    now: world.now(),
  });
  return { assessment, rulebook, description };
}

/** Reads and compiles the rules of a protected base; a policy file of the caller replaces the rules only. */
export async function readRulebook(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly revision: CommitId | null;
  readonly policy: PolicyChoice;
}): Promise<Rulebook> {
  const { world, history, revision, policy } = options;
  const now = world.now();
  const base = await world.configuration.load({ history, revision, now });
  if (policy.file === null) {
    if (!base.ok) throw configurationFault(base.rejection);
    return openRulebook(base.value);
  }
  // A broken configuration of the base must not stop a trial of other rules; only its catalog is missing then.
  const given = await world.readPolicyFile({ path: policy.file, catalog: base.ok ? base.value.catalog : null, now });
  if (!given.ok) throw configurationFault(given.rejection);
  return openRulebook(given.value);
}

/**
 * The commit whose policy counts: the tip of the branch that the change will land on, never a commit of the change. Not the
 * merge base: an old branch must not be judged by old rules. Staged content and ranges are judged by the default branch, since
 * what they start from may be the author's own branch. A landed change is judged by what it landed on.
 */
async function protectedBaseOf(options: {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly change: Change;
  readonly selector: ChangeSelector;
}): Promise<CommitId | null> {
  const { history, description, change, selector } = options;
  if (change.kind === 'landed') return change.base;
  const named = selector.kind === 'branch' ? selector.base : null;
  const candidates = named !== null ? [named] : branchCandidates(description.defaultBranch);
  for (const candidate of candidates) {
    const tip = await history.resolve(candidate);
    if (tip !== null && tip !== change.head) return tip;
  }
  return change.base;
}

/** What the forge has counts before what stands locally. */
function branchCandidates(branch: string | null): readonly string[] {
  return branch === null ? [] : [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`];
}

async function readStated(world: World, file: string | null, change: Change): Promise<StatedContext> {
  if (file === null) return { context: NO_CONTEXT, pullRequest: null };
  return world.readContext(file, { head: change.head, contentDigest: change.contentDigest });
}

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
