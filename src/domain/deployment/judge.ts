import { assertNever } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import {
  type CommitRecord,
  type Deployment,
  type DeploymentEvent,
  type DeploymentReason,
  type DeploymentRecord,
  type ImageRecord,
  type LandingRecord,
  MAX_REASONS,
} from './model.ts';

/** Compares what was deployed with what was recorded: matched, or why it is without a record. */
export function judgeDeployment(deployment: Deployment, record: DeploymentRecord): DeploymentEvent {
  const reasons = [
    ...commitReasons(deployedCommit(deployment, record.image), record.commit),
    ...imageReasons(deployment, record),
    ...configurationReasons(deployment, record),
    ...nothingStated(deployment),
  ];
  if (reasons.length === 0) return { kind: 'DeploymentMatched', deployment };
  return { kind: 'UnrecordedDeploymentFound', deployment, reasons: reasons.slice(0, MAX_REASONS) };
}

/** The commit that was stated, or the only one that a pinned image was ever said to hold; `null` = neither tells. */
export function deployedCommit(
  { commit, image }: Pick<Deployment, 'commit' | 'image'>,
  known: ImageRecord | null,
): CommitId | null {
  if (commit !== null) return commit;
  const [only = null, ...others] = known?.commits ?? [];
  return image !== null && known?.isPinned === true && others.length === 0 ? only : null;
}

/** Why a commit is without a record; empty where everything it brings was found and let pass, or none was stated. */
export function commitReasons(commit: CommitId | null, record: CommitRecord | null): readonly DeploymentReason[] {
  if (commit === null) return [];
  if (record === null) return [reason('cannot-tell', 'nothing is known of the commit', { commit })];
  switch (record.kind) {
    case 'unknown':
      return [reason('unknown-commit', 'the repository holds no such commit', { commit })];
    case 'not-on-protected-branch':
      return [reason('not-on-protected-branch', 'the protected branch does not hold this commit', { commit })];
    case 'cannot-tell':
      return [reason('cannot-tell', record.why, { commit })];
    case 'landed': {
      const cut = reason('cannot-tell', 'it brings more landings than were looked at', { commit });
      const isWhole = record.isWhole && record.landings.length > 0;
      return [...record.landings.flatMap(landingReason), ...(isWhole ? [] : [cut])];
    }
    default:
      return assertNever(record);
  }
}

function reason(code: DeploymentReason['code'], text: string, about: Partial<DeploymentReason> = {}): DeploymentReason {
  return { code, commit: null, submission: null, text, ...about };
}

function landingReason({ commit, submission, verdict }: LandingRecord): readonly DeploymentReason[] {
  const about = { commit, submission };
  if (submission === null || verdict === null) {
    return [reason('landed-without-decision', 'it landed, and no submission has its content', { commit })];
  }
  switch (verdict) {
    case 'allow':
    case 'overridden':
      return [];
    case 'undecided':
      return [reason('landed-without-decision', 'it landed before what landed was decided', about)];
    case 'hold':
    case 'unknown':
      return [reason('landed-while-held', 'it landed while rules held it', about)];
    case 'other-content':
      return [reason('cannot-tell', 'what landed does not read like what was decided', about)];
    case 'block':
      return [reason('landed-while-blocked', 'it landed while a rule refused it', about)];
    default:
      return assertNever(verdict);
  }
}

/** An image says nothing of its own: what it holds is known only where a deployment stated image and commit together. */
function imageReasons({ commit, image }: Deployment, { image: record }: DeploymentRecord): readonly DeploymentReason[] {
  if (image === null) return [];
  const commits = record?.commits ?? [];
  if (commit !== null) {
    const isOther = record?.isPinned === true && commits.some((each) => each !== commit);
    const text = 'this image was deployed before as that of another commit';
    return isOther ? [reason('image-of-another-commit', text, { commit })] : [];
  }
  if (record?.isPinned !== true) {
    return [reason('cannot-tell', 'the image is named without its digest, so it may be any')];
  }
  if (commits.length === 0) return [reason('cannot-tell', 'which commit this image was built of was never stated')];
  return commits.length === 1
    ? []
    : [reason('image-of-another-commit', 'this image was stated for more than one commit')];
}

function configurationReasons(
  { configurationDigest }: Deployment,
  { configuration }: DeploymentRecord,
): readonly DeploymentReason[] {
  if (configurationDigest === null) return [];
  switch (configuration?.kind) {
    case undefined:
    case 'none':
      return [reason('configuration-without-submission', 'no submission has this digest')];
    case 'not-carried-out': {
      const { submission } = configuration;
      const text = 'it was submitted, and never marked as carried out while it was let pass';
      return [reason('configuration-not-carried-out', text, { submission })];
    }
    case 'carried-out':
      return [];
    default:
      return assertNever(configuration);
  }
}

function nothingStated({ commit, image, configurationDigest }: Deployment): readonly DeploymentReason[] {
  const isEmpty = commit === null && image === null && configurationDigest === null;
  return isEmpty ? [reason('cannot-tell', 'neither a commit, an image nor a configuration was stated')] : [];
}
