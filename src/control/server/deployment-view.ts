import type { CommitId } from '../../domain/change/index.ts';
import type { Deployment, DeploymentEvent } from '../../domain/deployment/index.ts';
import type { SubmissionEvent } from '../../domain/submission/index.ts';
import type { Envelope, View } from '../../event-log/index.ts';
import { digestOfJson, type Instant } from '../../kernel/index.ts';
import { deploymentEventOf, targetKey } from './deployment-event.ts';
import { submissionEventOf } from './stream.ts';

/** Ids, commits or deployments kept under one key: the newest. */
const MAX_KEPT = 50;

/** Submissions that had a head or a content, whatever became of them: `head:COMMIT`, `content:DIGEST`. */
export const SUBMISSIONS_BY_CONTENT: View = {
  name: 'submission-by-content',
  version: 1,
  keysOf: (envelope) => {
    const event = submissionEventOf(envelope);
    switch (event?.kind) {
      case 'ChangeSubmitted':
      case 'RevisionObserved':
        return keysOf(event.revision);
      case 'ContentRead':
        return keysOf(event);
      case 'ChangeDecided':
        return keysOf(event.decided);
      default:
        return [];
    }
  },
  evolve: ({ document, event }) => {
    const id = submissionEventOf(event)?.id;
    return id === undefined ? document : { ids: including((document as KnownIds | null)?.ids ?? [], id) };
  },
};

/** Ids of submissions under one key. */
export interface KnownIds {
  readonly ids: readonly string[];
}

function keysOf(of: { readonly head: string | null; readonly contentDigest: string | null }): readonly string[] {
  return [
    ...(of.head === null ? [] : [`head:${of.head}`]),
    ...(of.contentDigest === null ? [] : [`content:${of.contentDigest}`]),
  ];
}

/** What was last said of a target. */
export interface KnownTarget {
  /** Of its stream. */
  readonly version: number;
  /** Ids of its deployments, the newest last. */
  readonly deployments: readonly string[];
  readonly commit: CommitId | null;
}

export const DEPLOYMENT_TARGETS: View = {
  name: 'deployment-target',
  version: 1,
  keysOf: (envelope) => {
    const event = deploymentEventOf(envelope);
    return event === null ? [] : [targetKey(event.deployment)];
  },
  evolve: ({ document, event: envelope }) => {
    const before = (document as KnownTarget | null) ?? { deployments: [], commit: null };
    const event = deploymentEventOf(envelope);
    const { version } = envelope;
    if (event?.kind !== 'DeploymentObserved') return { ...before, version };
    const { id, commit } = event.deployment;
    return { version, deployments: including(before.deployments, id), commit: commit ?? before.commit };
  },
};

/** Key of an image of a repository. */
export function imageKey(given: Pick<Deployment, 'forge' | 'repository'> & { readonly digest: string }): string {
  return digestOfJson([given.forge, given.repository, given.digest]);
}

/** `sha256:…` of an image that is named by it; `null` = a tag, which can be moved. */
export function imageDigest(image: string | null): string | null {
  return /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(image ?? '')?.[1] ?? null;
}

/** Commits that an image was said to hold. */
export interface KnownImage {
  readonly commits: readonly CommitId[];
}

export const IMAGES: View = {
  name: 'deployed-image',
  version: 1,
  keysOf: (envelope) => {
    const event = deploymentEventOf(envelope);
    if (event?.kind !== 'DeploymentObserved' || event.deployment.commit === null) return [];
    const digest = imageDigest(event.deployment.image);
    return digest === null ? [] : [imageKey({ ...event.deployment, digest })];
  },
  evolve: ({ document, event: envelope }) => {
    const event = deploymentEventOf(envelope);
    const before = (document as KnownImage | null)?.commits ?? [];
    const commit = event?.kind === 'DeploymentObserved' ? event.deployment.commit : null;
    return { commits: commit === null ? before : including(before, commit) };
  },
};

/** A deployment that was not compared yet. */
export interface DueDeployment {
  readonly deployment: Deployment;
  readonly previous: CommitId | null;
  readonly since: number;
}

export const DUE_DEPLOYMENTS: View = {
  name: 'due-deployment',
  version: 1,
  keysOf: (envelope) => {
    const event = deploymentEventOf(envelope);
    return event === null ? [] : [event.deployment.id];
  },
  evolve: ({ event: envelope }) => {
    const event = deploymentEventOf(envelope);
    if (event?.kind !== 'DeploymentObserved') return null;
    return { deployment: event.deployment, previous: event.previous, since: envelope.at };
  },
};

/** A finding as the view keeps it. */
export interface FoundRow {
  readonly position: number;
  readonly at: Instant;
  readonly found:
    | Extract<DeploymentEvent, { kind: 'UnrecordedDeploymentFound' }>
    | Extract<SubmissionEvent, { kind: 'LandedWithoutPermission' }>;
}

/** Findings, the newest first: the log's place of each, counted down. */
export const FINDINGS: View = {
  name: 'finding',
  version: 1,
  keysOf: (envelope) => (isFinding(envelope) ? [findingKey(envelope.position)] : []),
  evolve: ({ event: envelope }) => {
    const { position, at } = envelope;
    const found = deploymentEventOf(envelope) ?? submissionEventOf(envelope);
    return { position, at, found };
  },
};

/** How many findings there are. */
export const FINDING_COUNT: View = {
  name: 'finding-count',
  version: 1,
  keysOf: (envelope) => (isFinding(envelope) ? ['all'] : []),
  evolve: ({ document }) => ({ count: ((document as { readonly count: number } | null)?.count ?? 0) + 1 }),
};

/** The views of deployments and of what is in production without a record. */
export const DEPLOYMENT_VIEWS = [
  SUBMISSIONS_BY_CONTENT,
  DEPLOYMENT_TARGETS,
  IMAGES,
  DUE_DEPLOYMENTS,
  FINDINGS,
  FINDING_COUNT,
] as const;

function isFinding({ type }: Envelope): boolean {
  return type === 'UnrecordedDeploymentFound' || type === 'LandedWithoutPermission';
}

/** Key of a finding by its place in the log: the newest comes first. */
export function findingKey(position: number): string {
  return String(Number.MAX_SAFE_INTEGER - position).padStart(16, '0');
}

function including<T>(all: readonly T[], one: T): readonly T[] {
  return [...all.filter((each) => each !== one), one].slice(-MAX_KEPT);
}
