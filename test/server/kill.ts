import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { LOG_VIEWS, SERVER_VIEWS } from '../../src/control/index.ts';
import { type NodeStore, PAGE, payloadOf, type Signer, sealLog, verifyLog } from '../../src/event-log/index.ts';
import { wrongDocuments } from '../event-store/kill.ts';
import { delivery, headOf, intakeVariables, type ServerProcess, sender, startProcess } from './load.ts';

/** What a log shows after its server was killed; all but the first two must be 0 or `null`. */
export interface ServerAudit {
  readonly events: number;
  readonly acknowledged: number;
  /** Heads that were acknowledged and are not in the log. */
  readonly lost: number;
  /** Heads that stand there twice, and changes that began twice. */
  readonly doubled: number;
  /** Documents that are others once their view is built again. */
  readonly wrongViews: number;
  readonly flaw: string | null;
}

const LANES = 16;

interface Sent {
  readonly number: number;
  readonly head: string;
  readonly id: string;
}

/**
 * Kills a whole server with signal 9, each of its nodes at a random moment of its own, while webhooks come in to all of them,
 * round after round over one log. What was not answered is delivered again by the same id, as GitHub does on request, to
 * whichever node is there; every fourth is delivered twice anyway.
 */
export async function killServer(options: {
  readonly program: string;
  /** Of a database; `null` = the embedded store, which has one node. */
  readonly databaseUrl: string | null;
  readonly nodes: number;
  readonly rounds: number;
  readonly seed: number;
  /** Told after each round. */
  readonly onRound?: (round: number, worst: ServerAudit) => void;
}): Promise<ServerAudit> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-kill-server-'));
  const { databaseUrl } = options;
  const variables = { ...intakeVariables(), ...(databaseUrl === null ? {} : { FIREBREAK_DATABASE_URL: databaseUrl }) };
  const random = randomOf(options.seed);
  const acknowledged = new Set<string>();
  const next = deliveries(random);
  let worst: ServerAudit = { events: 0, acknowledged: 0, lost: 0, doubled: 0, wrongViews: 0, flaw: null };
  // Unanswered at the kill: delivered again in the next round.
  let pending: Sent[] = [];
  try {
    const folders = await nodeFolders(folder, options.nodes);
    for (let round = 0; round < options.rounds; round += 1) {
      const servers = await Promise.all(
        folders.map((data) => startProcess({ program: options.program, data, variables })),
      );
      const alive = new Map(servers.map((server) => [server, nodeOf(server)]));
      const again = pending;
      pending = [];
      const lane = async (): Promise<void> => {
        while (alive.size > 0) {
          const sent = again.pop() ?? next();
          const nodes = [...alive.values()];
          const status = await nodes[Math.floor(random() * nodes.length)]?.post(delivery(sent));
          if (status === 202) acknowledged.add(sent.head);
          else pending.push(sent);
          // A second telling may come to another node.
          if (status === 202 && sent.number % 4 === 0) await [...alive.values()][0]?.post(delivery(sent));
        }
      };
      const lanes = Array.from({ length: LANES }, lane);
      await Promise.all(
        [...alive].map(async ([server, { hasAcknowledged }]) => {
          // From its first acknowledgement on, so that a slow machine takes some too.
          await hasAcknowledged;
          await sleep(random() * 700);
          server.child.kill('SIGKILL');
          await server.ended;
          alive.delete(server);
          if (server.child.signalCode !== 'SIGKILL') throw new Error(`the server ended by itself: ${server.said()}`);
        }),
      );
      await Promise.all(lanes);
      pending.push(...again);
      const [data = folder] = folders;
      worst = worseOf(worst, await audited({ data, databaseUrl, acknowledged }));
      options.onRound?.(round + 1, worst);
    }
    return worst;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A way to send to a node, and the moment of its first acknowledgement. */
function nodeOf(server: ServerProcess) {
  const send = sender(server.url, LANES);
  let tell: () => void = () => {};
  const hasAcknowledged = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    hasAcknowledged,
    async post(sent: ReturnType<typeof delivery>): Promise<number | null> {
      const status = await send(sent);
      if (status === 202) tell();
      return status;
    },
  };
}

/** Data folders of nodes, all with the same signing key. */
export async function nodeFolders(folder: string, nodes: number): Promise<readonly string[]> {
  const folders = Array.from({ length: nodes }, (_, node) => join(folder, String(node)));
  const [first = folder, ...others] = folders;
  for (const each of folders) mkdirSync(each, { mode: 0o700 });
  await readOrMakeSigner(first);
  for (const each of others) cpSync(first, each, { recursive: true });
  return folders;
}

/** Some are new changes, some are pushes to what is there. */
function deliveries(random: () => number): () => Sent {
  const revisions = new Map<number, number>();
  let number = 0;
  return () => {
    if (number === 0 || random() < 0.5) {
      number += 1;
      return { number, head: headOf(number, 0), id: `${number}-0` };
    }
    const known = 1 + Math.floor(random() * number);
    const revision = (revisions.get(known) ?? 0) + 1;
    revisions.set(known, revision);
    return { number: known, head: headOf(known, revision), id: `${known}-${revision}` };
  };
}

async function audited(given: {
  readonly data: string;
  readonly databaseUrl: string | null;
  readonly acknowledged: ReadonlySet<string>;
}): Promise<ServerAudit> {
  const views = [...LOG_VIEWS, ...SERVER_VIEWS];
  const store = await (given.databaseUrl === null
    ? openEmbeddedStore({ folder: given.data, views, upCasters: [] })
    : openPostgresStore({ url: given.databaseUrl, views, upCasters: [] }));
  try {
    return await auditServer({ store, signer: await readOrMakeSigner(given.data), acknowledged: given.acknowledged });
  } finally {
    await store.close();
  }
}

/** Compares a log with the heads that were acknowledged; seals it first. */
export async function auditServer(given: {
  readonly store: NodeStore;
  readonly signer: Signer;
  readonly acknowledged: ReadonlySet<string>;
}): Promise<ServerAudit> {
  const { store, signer, acknowledged } = given;
  const sealed = await sealLog(store, signer);
  const verified = await verifyLog({ store, verifier: signer.verifier, kept: null });
  const heads = new Set<string>();
  const begun = new Set<string>();
  let doubled = 0;
  for (let after = 0; ; ) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const event of page) {
      if (event.type !== 'ChangeSubmitted' && event.type !== 'RevisionObserved') continue;
      const { id, revision } = payloadOf(event) as {
        readonly id: string;
        readonly revision: { readonly head: string };
      };
      if (heads.has(revision.head)) doubled += 1;
      heads.add(revision.head);
      if (event.type === 'ChangeSubmitted' && begun.has(id)) doubled += 1;
      if (event.type === 'ChangeSubmitted') begun.add(id);
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.position;
  }
  let wrongViews = 0;
  for (const view of [...LOG_VIEWS, ...SERVER_VIEWS]) wrongViews += await wrongDocuments(store, view);
  return {
    events: verified.events,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((head) => !heads.has(head)).length,
    doubled,
    wrongViews,
    flaw: sealed.ok ? (verified.flaw?.code ?? null) : sealed.rejection.code,
  };
}

function worseOf(a: ServerAudit, b: ServerAudit): ServerAudit {
  return {
    events: b.events,
    acknowledged: b.acknowledged,
    lost: Math.max(a.lost, b.lost),
    doubled: Math.max(a.doubled, b.doubled),
    wrongViews: Math.max(a.wrongViews, b.wrongViews),
    flaw: a.flaw ?? b.flaw,
  };
}

/** Numbers from 0 to 1 by a seed (xorshift32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
