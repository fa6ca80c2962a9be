import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { LOG_VIEWS, loadSubmission, SERVER_VIEWS, type Submission } from '../../src/control/index.ts';
import { type NodeStore, PAGE, payloadOf } from '../../src/event-log/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { FakeGithub } from '../support/fake-github.ts';
import type { TestServer } from '../support/postgres.ts';
import { AI, lines, makeServerShop } from '../support/server-shop.ts';
import { type DatabaseWay, layWay } from './cut.ts';
import { auditServer, nodeFolders, randomOf, type ServerAudit } from './kill.ts';
import { type ServerProcess, startProcess } from './load.ts';

/** Frozen: SIGSTOP. Cut off: its connections to the database break. Silent: they stay, and nothing passes. */
export const STALLS = ['frozen', 'cut-off', 'silent'] as const;
export type Stall = (typeof STALLS)[number];

/** What nodes did while one of them was away and after it came back; all below `changes` must be 0 or `null`. */
export interface StallAudit extends Pick<ServerAudit, 'lost' | 'doubled' | 'wrongViews' | 'flaw'> {
  readonly rounds: number;
  readonly changes: number;
  /** Longest time from a node's stall until another had decided and shown what it held. */
  readonly worstTakeOverMs: number;
  /** Changes that were not decided and shown while the node was away, or at the end. */
  readonly waiting: number;
  /** Decisions that nothing asked for, and verdicts that were published twice. */
  readonly decidedTwice: number;
  /** Checks and comments of which a change has more than one. */
  readonly shownTwice: number;
  /** What the forge shows that is not the newest decision. */
  readonly stale: number;
}

const NAME = 'shop/store';
const NODES = 3;
const WAIT_MS = 90_000;

/** Calls to the forge while a change is judged and shown: a node stalls at one of them. */
const MOMENTS = [
  /^GET \/repos\/shop\/store\/pulls\/\d+$/,
  /^GET \/repos\/shop\/store\/pulls\/\d+\/reviews/,
  /^GET \/repos\/shop\/store$/,
  /^GET \/repos\/shop\/store\/commits\/[0-9a-f]+\/check-runs/,
  /^POST \/repos\/shop\/store\/check-runs$/,
  /^POST \/repos\/shop\/store\/issues\/\d+\/comments$/,
] as const;

/**
 * Three nodes on one database. Round after round, whichever holds a change stalls at some moment of its work; its lease runs
 * out at once, since the clock of the database is moved for it; the others must decide and show that change and a new one;
 * then it wakes.
 */
export async function stallNodes(options: {
  readonly program: string;
  readonly postgres: TestServer;
  readonly stalls: readonly Stall[];
  readonly seed: number;
}): Promise<StallAudit> {
  const { program, postgres, stalls } = options;
  const random = randomOf(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-stall-'));
  const shop = makeServerShop();
  const fake = await FakeGithub.start();
  Object.defineProperty(fake, 'nowMs', { get: Date.now });
  fake.act.addRepository(NAME, { path: shop.path });
  const database = postgres.database();
  const store = await openPostgresStore({ url: database, views: [...LOG_VIEWS, ...SERVER_VIEWS], upCasters: [] });
  const nodes: Node[] = [];
  try {
    const folders = await nodeFolders(folder, NODES);
    nodes.push(...(await Promise.all(folders.map((data) => startNode({ program, data, database, fake })))));
    const heads = new Set<string>();
    let worstTakeOverMs = 0;
    let waiting = 0;
    for (const [round, stall] of stalls.entries()) {
      const open = async (through: Node): Promise<string> => {
        const branch = `pull-${heads.size + 1}`;
        const files = { 'src/checkout/pay.ts': `${lines('pay')}// ${branch}\n` };
        const head = shop.commit({ branch, message: `${branch}\n\n${AI}`, files });
        fake.hook = `${through.server.url}/hooks/github`;
        heads.add(head);
        const base = shop.tip('main');
        const { number } = await fake.act.openPull(NAME, { head, base, author: 'cleo', headRef: branch });
        return `github:${NAME}#${number}`;
      };
      const moment = MOMENTS[Math.floor(random() * MOMENTS.length)] ?? MOMENTS[0];
      const stalled = stallAt({ fake, store, nodes, moment, stall });
      const first = await open(nodes[round % NODES] as Node);
      const away = await within(stalled, 'no node came to the moment');
      const since = performance.now();
      await postgres.run(database, "UPDATE firebreak.lease SET expires_at = '2000-01-01' WHERE name LIKE 'change:%'");
      const second = await open(nodes.find((node) => node !== away) as Node);
      for (const id of [first, second]) if (!(await isShown(store, id))) waiting += 1;
      worstTakeOverMs = Math.max(worstTakeOverMs, performance.now() - since);
      wake(away, stall);
    }
    for (const node of nodes) await isReady(node);
    for (let number = 1; number <= heads.size; number += 1) {
      if (!(await isShown(store, `github:${NAME}#${number}`))) waiting += 1;
    }
    // A signal lets each node end what it has in hand: also what it began before it stalled.
    for (const { server } of nodes) server.child.kill('SIGTERM');
    await Promise.all(nodes.map(({ server }) => server.ended));
    const audited = await auditServer({
      store,
      signer: await readOrMakeSigner(folders[0] ?? folder),
      acknowledged: heads,
    });
    const { lost, doubled, wrongViews, flaw } = audited;
    return {
      rounds: stalls.length,
      changes: heads.size,
      worstTakeOverMs,
      waiting,
      lost,
      doubled,
      wrongViews,
      flaw,
      decidedTwice: await decidedTwice(store),
      ...(await shownOf(fake, store)),
    };
  } finally {
    for (const { server, way } of nodes) {
      server.child.kill('SIGKILL');
      await server.ended;
      way.close();
    }
    await store.close();
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Node {
  readonly server: ServerProcess;
  readonly way: DatabaseWay;
}

async function startNode(given: {
  readonly program: string;
  readonly data: string;
  readonly database: string;
  readonly fake: FakeGithub;
}): Promise<Node> {
  const { program, data, fake } = given;
  const way = await layWay(given.database);
  const variables = {
    FIREBREAK_CACHE: 'off',
    FIREBREAK_DATABASE_URL: way.url,
    FIREBREAK_GITHUB_APP_ID: String(fake.appId),
    FIREBREAK_GITHUB_PRIVATE_KEY: fake.privateKey,
    FIREBREAK_GITHUB_WEBHOOK_SECRET: fake.webhookSecret,
    FIREBREAK_GITHUB_URL: fake.webUrl,
    FIREBREAK_GITHUB_API_URL: fake.apiUrl,
  };
  return { server: await startProcess({ program, data, variables }), way };
}

/** Stalls whichever node holds a change, as it makes a call; gives that node. */
function stallAt(given: {
  readonly fake: FakeGithub;
  readonly store: NodeStore;
  readonly nodes: readonly Node[];
  readonly moment: RegExp;
  readonly stall: Stall;
}): Promise<Node> {
  const { fake, store, nodes, moment, stall } = given;
  return new Promise((resolve) => {
    fake.before = async (call) => {
      if (!moment.test(call)) return;
      const held = (await store.leases.list({ now: instant(Date.now()) })).find(({ name }) =>
        name.startsWith('change:'),
      );
      const pid = Number(/-(\d+)-[0-9a-f]{8}$/.exec(held?.holder ?? '')?.[1]);
      const node = nodes.find(({ server }) => server.child.pid === pid);
      // A poll asks some of the same, and holds nothing.
      if (node === undefined || fake.before === null) return;
      fake.before = null;
      if (stall === 'frozen') node.server.child.kill('SIGSTOP');
      else if (stall === 'cut-off') node.way.cut();
      else node.way.silence();
      resolve(node);
    };
  });
}

function wake({ server, way }: Node, stall: Stall): void {
  if (stall === 'frozen') server.child.kill('SIGCONT');
  else way.heal();
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const late = new AbortController();
  const timer = sleep(WAIT_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(what);
  });
  try {
    return await Promise.race([work, timer]);
  } finally {
    late.abort();
    timer.catch(() => {});
  }
}

/** Whether a change is decided and its verdict shown, within the time that is waited. */
async function isShown(store: NodeStore, id: string): Promise<boolean> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const state = await stateOf(store, id);
    const digest = state?.decided?.documentDigest ?? null;
    if (state !== null && !state.isDue && digest !== null && state.published === digest) return true;
    if (performance.now() > end) return false;
    await sleep(20);
  }
}

async function stateOf(store: NodeStore, id: string): Promise<Submission | null> {
  return (await loadSubmission(store, id)).state;
}

async function isReady({ server }: Node): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (performance.now() < end) {
    const answer = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`a node does not come back: ${server.said()}`);
}

/** Decisions beyond one for each thing that asked for one, and verdicts that were said to be published twice. */
export async function decidedTwice(store: Pick<NodeStore, 'readAll'>): Promise<number> {
  const asked = new Map<string, number>();
  const decided = new Map<string, number>();
  const published = new Set<string>();
  let twice = 0;
  for (let after = 0; ; ) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const event of page) {
      const count = (of: Map<string, number>) => of.set(event.stream, (of.get(event.stream) ?? 0) + 1);
      if (['ChangeSubmitted', 'RevisionObserved', 'RecheckAsked'].includes(event.type)) count(asked);
      if (event.type === 'ChangeDecided') count(decided);
      if (event.type !== 'VerdictPublished') continue;
      const { documentDigest } = payloadOf(event) as { readonly documentDigest: string };
      const key = `${event.stream} ${documentDigest}`;
      if (published.has(key)) twice += 1;
      published.add(key);
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.position;
  }
  for (const [stream, times] of decided) twice += Math.max(0, times - (asked.get(stream) ?? 0));
  return twice;
}

/** Compares what the forge shows with what the log says. */
export async function shownOf(fake: FakeGithub, store: NodeStore): Promise<Pick<StallAudit, 'shownTwice' | 'stale'>> {
  const { checks, comments, pulls } = fake.act.repository(NAME);
  let shownTwice = 0;
  let stale = 0;
  for (const { number, head } of pulls) {
    const state = await stateOf(store, `github:${NAME}#${number}`);
    const own = checks.filter((run) => run.head === head && run.name === 'firebreak');
    const said = comments.filter(({ issue }) => issue === number);
    if (own.length > 1) shownTwice += 1;
    if (said.length > 1) shownTwice += 1;
    if (own.at(-1)?.externalId !== state?.decided?.documentDigest) stale += 1;
  }
  return { shownTwice, stale };
}
