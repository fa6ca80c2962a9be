import { type Deployment, judgeDeployment } from '../../domain/deployment/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { deploymentStream, newDeploymentEvent, targetKey } from './deployment-event.ts';
import { readDeploymentRecord } from './deployment-record.ts';
import {
  DEPLOYMENT_TARGETS,
  DUE_DEPLOYMENTS,
  type DueDeployment,
  FINDING_COUNT,
  FINDINGS,
  type FoundRow,
  type KnownTarget,
} from './deployment-view.ts';
import type { ServerNode } from './port.ts';

/** Writers of one target are few: its pipeline and a reconciler. */
const MAX_ATTEMPTS = 20;
/** A forge and its copy learn of a landing within this; what is missing only for so long is no finding. */
const GRACE_MS = 60_000;
const CLAIM_MS = 5 * 60_000;

/** Records what a pipeline says that it deployed; telling it twice is telling it once. Gives the event's place. */
export async function observeDeployment(options: {
  readonly node: ServerNode;
  readonly deployment: Deployment;
  readonly actor: string | null;
  readonly now: () => Instant;
}): Promise<number | null> {
  const { node, deployment, actor, now } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const known = (await node.store.readDocument(DEPLOYMENT_TARGETS, targetKey(deployment))) as KnownTarget | null;
    if (known?.deployments.includes(deployment.id)) return null;
    const event = { kind: 'DeploymentObserved', deployment, previous: known?.commit ?? null } as const;
    const appended = await node.store.append({
      stream: deploymentStream(deployment),
      expected: known?.version ?? 0,
      events: [newDeploymentEvent(event, { actor, at: now() })],
    });
    if (appended.ok) return appended.value.at(-1)?.position ?? null;
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-target',
    message: `deployments of ${deployment.service} come without a pause`,
    fix: 'Try again in a moment.',
  });
}

/** Compares every deployment that waits with what was recorded; a fault of one never stops the others. */
export async function checkDeployments(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly onFault: (about: string, error: unknown) => void;
  readonly signal?: AbortSignal | undefined;
}): Promise<void> {
  const { node, onFault, signal } = options;
  for (let after = ''; ; ) {
    const page = await node.store.listDocuments(DUE_DEPLOYMENTS, { after, limit: PAGE });
    for (const { key } of page) {
      signal?.throwIfAborted();
      await check(options, key).catch((error: unknown) => {
        signal?.throwIfAborted();
        onFault(key, error);
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.key;
  }
}

async function check(options: Parameters<typeof checkDeployments>[0], id: string): Promise<void> {
  const { world, node } = options;
  const name = `deployment:${id}`;
  const lease = await node.store.leases.claim({ name, holder: node.holder, now: world.now(), ttlMs: CLAIM_MS });
  if (lease === null) return;
  try {
    const due = (await node.store.readDocument(DUE_DEPLOYMENTS, id)) as DueDeployment | null;
    if (due === null) return;
    const signal = options.signal === undefined ? undefined : AbortSignal.any([options.signal]);
    const event = judgeDeployment(due.deployment, await readDeploymentRecord({ world, node, due, signal }));
    // What landed a moment ago may not be known here yet.
    if (event.kind === 'UnrecordedDeploymentFound' && world.now() - due.since < GRACE_MS) return;
    await node.store.append({
      stream: deploymentStream(due.deployment),
      expected: 'any',
      events: [newDeploymentEvent(event, { actor: null, at: world.now() })],
      fence: { name, token: lease.token },
    });
  } finally {
    await node.store.leases.release({ name, token: lease.token });
  }
}

/** A page of findings, the newest first, with their keys, and whether each target had another deployment since. */
export async function listFindings(node: ServerNode, request: { readonly after: string; readonly limit: number }) {
  const rows = await node.store.listDocuments(FINDINGS, request);
  return Promise.all(
    rows.map(async ({ key, document }) => {
      const row = document as FoundRow;
      return { key, ...row, isDeployedSince: await isDeployedSince(node, row) };
    }),
  );
}

/** Whether the target had another deployment since; `null` for what is no deployment. */
async function isDeployedSince(node: ServerNode, { found }: FoundRow): Promise<boolean | null> {
  if (found.kind !== 'UnrecordedDeploymentFound') return null;
  const target = (await node.store.readDocument(DEPLOYMENT_TARGETS, targetKey(found.deployment))) as KnownTarget | null;
  return target?.deployments.at(-1) !== found.deployment.id;
}

/** How many findings there are. */
export async function countFindings(node: ServerNode): Promise<number> {
  const found = (await node.store.readDocument(FINDING_COUNT, 'all')) as { readonly count: number } | null;
  return found?.count ?? 0;
}
