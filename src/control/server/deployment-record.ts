import type { CommitId } from '../../domain/change/index.ts';
import {
  type CommitRecord,
  type ConfigurationRecord,
  type DeploymentRecord,
  deployedCommit,
  type ImageRecord,
  type LandingRecord,
} from '../../domain/deployment/index.ts';
import type { World } from '../port.ts';
import {
  type CommitReading,
  holds,
  MAX_LANDINGS,
  type OpenedCommit,
  openCommit,
  readLanding,
  submissionIds,
} from './commit-record.ts';
import { type DueDeployment, IMAGES, imageDigest, imageKey, type KnownImage } from './deployment-view.ts';
import { isPassing, verdictAtLanding } from './landed-verdict.ts';
import type { ServerNode } from './port.ts';
import { loadSubmission } from './stream.ts';

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
  const known = await submissionIds(node, `content:${configurationDigest}`);
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

async function commitOf({ world, node, due, signal }: Reading, commit: CommitId): Promise<CommitRecord> {
  const reading = { world, node, place: due.deployment, signal };
  const opened = await openCommit(reading, commit);
  return opened.kind === 'opened' ? landingsOf(reading, opened, { commit, previous: due.previous }) : opened;
}

/** What the commit brings since what stood there before; of a step back, and of a first one, its own landing. */
async function landingsOf(
  reading: CommitReading,
  { history, branch }: OpenedCommit,
  given: { readonly commit: CommitId; readonly previous: CommitId | null },
): Promise<CommitRecord> {
  const { commit, previous } = given;
  const isStep = previous !== null && previous !== commit && (await holds(history, commit, previous));
  const landings: LandingRecord[] = [];
  const range = { tip: commit, since: null, limit: isStep ? MAX_LANDINGS + 1 : 1 };
  for await (const landing of history.landedChanges(range, { lines: false })) {
    const isBefore = landing.head === previous || landing.commits.some(({ id }) => id === previous);
    if (isStep && isBefore) return { kind: 'landed', landings, isWhole: true };
    if (landings.length >= MAX_LANDINGS) return { kind: 'landed', landings, isWhole: false };
    landings.push(await readLanding(reading, { history, branch, landing }));
  }
  return { kind: 'landed', landings, isWhole: !isStep };
}

async function isLanded(node: ServerNode, id: string): Promise<boolean> {
  return (await loadSubmission(node.store, id)).state?.state === 'landed';
}
