import type { Change, CommitId, HistoryReader } from '../../domain/change/index.ts';
import {
  type CommitRecord,
  type ConfigurationRecord,
  type DeploymentRecord,
  deployedCommit,
  type ImageRecord,
  type LandedVerdict,
  type LandingRecord,
} from '../../domain/deployment/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import {
  type DueDeployment,
  IMAGES,
  imageDigest,
  imageKey,
  type KnownIds,
  type KnownImage,
  SUBMISSIONS_BY_CONTENT,
} from './deployment-view.ts';
import { forgeOf } from './judge-submission.ts';
import { verdictAtLanding } from './landed-verdict.ts';
import type { ServerNode } from './port.ts';
import { loadSubmission } from './stream.ts';

/** Landings that one deployment is looked through for; who deploys less often than this is told so. */
const MAX_LANDINGS = 200;

interface Reading {
  readonly world: World;
  readonly node: ServerNode;
  readonly due: DueDeployment;
  readonly signal?: AbortSignal | undefined;
}

/** Everything that is known of what was deployed. Fault: the forge could not be asked. */
export async function readDeploymentRecord(options: Reading): Promise<DeploymentRecord> {
  const { node, due } = options;
  const { deployment } = due;
  const image = await imageOf(node, due);
  const commit = deployedCommit(deployment, image);
  return {
    commit: commit === null ? null : await commitOf(options, commit),
    image,
    configuration: deployment.configurationDigest === null ? null : await configurationOf(options),
  };
}

async function imageOf(node: ServerNode, { deployment }: DueDeployment): Promise<ImageRecord | null> {
  if (deployment.image === null) return null;
  const digest = imageDigest(deployment.image);
  if (digest === null) return { isPinned: false, commits: [] };
  const known = (await node.store.readDocument(IMAGES, imageKey({ ...deployment, digest }))) as KnownImage | null;
  return { isPinned: true, commits: known?.commits ?? [] };
}

async function configurationOf({ world, node, due }: Reading): Promise<ConfigurationRecord> {
  const { configurationDigest, forge, repository } = due.deployment;
  const known = await idsOf(node, `content:${configurationDigest}`);
  let found: ConfigurationRecord = { kind: 'none' };
  for (const id of known) {
    const standing = await verdictAtLanding(node, id, world.now());
    const operation = standing?.state.operation ?? null;
    const isOurs = operation?.forge === forge && operation.repository === repository;
    if (standing === null || !isOurs) continue;
    // Its state is that before it was closed: what is still open was not carried out.
    const isDone = await isLanded(node, id);
    const isSame = standing.state.revision.contentDigest === configurationDigest;
    if (isDone && isSame && isPassing(standing.verdict)) return { kind: 'carried-out', submission: id };
    found = { kind: 'not-carried-out', submission: id };
  }
  return found;
}

async function commitOf(options: Reading, commit: CommitId): Promise<CommitRecord> {
  const { world, node, due } = options;
  const { repository } = due.deployment;
  const forge = forgeOf(node, due.deployment);
  let path = await forge.localCopy({ repository, commits: [] });
  let history = await world.openRepository({ path, signal: options.signal });
  if ((await history.resolve(commit)) === null) {
    try {
      path = await forge.localCopy({ repository, commits: [commit] });
    } catch (error) {
      if (error instanceof Fault) return { kind: 'unknown' };
      throw error;
    }
    history = await world.openRepository({ path, signal: options.signal });
  }
  const { defaultTips, shallow } = await history.describe();
  if (shallow) return { kind: 'cannot-tell', why: 'the copy of the repository is cut' };
  const held = await Promise.all(defaultTips.map((tip) => history.reaches(tip, commit)));
  if (!held.some((each) => each)) return { kind: 'not-on-protected-branch' };
  return landingsOf(options, { history, commit });
}

/** What the commit brings since what stood there before; of a step back, and of a first one, its own landing. */
async function landingsOf(
  options: Reading,
  given: { readonly history: HistoryReader; readonly commit: CommitId },
): Promise<CommitRecord> {
  const { history, commit } = given;
  const { previous } = options.due;
  const isStep = previous !== null && previous !== commit && (await holds(history, commit, previous));
  const landings: LandingRecord[] = [];
  const range = { tip: commit, since: null, limit: isStep ? MAX_LANDINGS + 1 : 1 };
  for await (const landing of history.landedChanges(range, { lines: false })) {
    const isBefore = landing.head === previous || landing.commits.some(({ id }) => id === previous);
    if (isStep && isBefore) return { kind: 'landed', landings, isWhole: true };
    if (landings.length >= MAX_LANDINGS) return { kind: 'landed', landings, isWhole: false };
    landings.push(await landingOf(options, history, landing));
  }
  return { kind: 'landed', landings, isWhole: !isStep };
}

async function holds(history: HistoryReader, newer: CommitId, older: CommitId): Promise<boolean> {
  return (await history.resolve(older)) !== null && (await history.reaches(newer, older));
}

async function landingOf(
  { world, node, due }: Reading,
  history: HistoryReader,
  landing: Change,
): Promise<LandingRecord> {
  const { forge, repository } = due.deployment;
  const head = landing.head as CommitId;
  const digest = await contentOf(history, landing);
  const commits = [head, ...landing.commits.map(({ id }) => id)];
  const keys = [...(digest === null ? [] : [`content:${digest}`]), ...commits.map((id) => `head:${id}`)];
  const ids = new Set((await Promise.all(keys.map((key) => idsOf(node, key)))).flat());
  let best: { readonly id: string; readonly verdict: LandedVerdict } | null = null;
  for (const id of ids) {
    const standing = await verdictAtLanding(node, id, world.now());
    const { ref = null, revision } = standing?.state ?? {};
    if (standing === null || ref?.forge !== forge || ref.repository !== repository) continue;
    const isContent = digest !== null && revision?.contentDigest === digest;
    const isHead = commits.some((each) => each === revision?.head);
    // An older head of it, or its head with something else on top: what was decided is not what landed.
    const verdict: LandedVerdict = isContent
      ? standing.verdict
      : isHead && isPassing(standing.verdict)
        ? 'other-content'
        : isHead
          ? standing.verdict
          : 'undecided';
    if (best === null || rank(verdict) < rank(best.verdict)) best = { id, verdict };
  }
  return { commit: head, submission: best?.id ?? null, verdict: best?.verdict ?? null };
}

/** Digest of what a landing changes, as that of a proposal is made: a squash or a clean rebase has the same. */
async function contentOf(history: HistoryReader, { base, head }: Change): Promise<string | null> {
  if (base === null || head === null) return null;
  return (await history.readChange({ kind: 'range', from: base, to: head })).contentDigest;
}

function isPassing(verdict: LandedVerdict): boolean {
  return verdict === 'allow' || verdict === 'overridden';
}

/** Of several submissions with one content the one that was let pass counts. */
function rank(verdict: LandedVerdict): number {
  return isPassing(verdict) ? 0 : verdict === 'other-content' ? 1 : verdict === 'undecided' ? 3 : 2;
}

async function idsOf(node: ServerNode, key: string): Promise<readonly string[]> {
  return ((await node.store.readDocument(SUBMISSIONS_BY_CONTENT, key)) as KnownIds | null)?.ids ?? [];
}

async function isLanded(node: ServerNode, id: string): Promise<boolean> {
  return (await loadSubmission(node.store, id)).state?.state === 'landed';
}
