import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scryptHasher, systemSecrets } from './adapter/credential/index.ts';
import { openEmbeddedStore } from './adapter/event-store-embedded/index.ts';
import { openPostgresStore } from './adapter/event-store-postgres/index.ts';
import { openForgeTransport } from './adapter/forge-http/index.ts';
import { openLocalForge } from './adapter/forge-local/index.ts';
import { githubDeliveryReader, openGithubForge, openGithubQueues } from './adapter/github/index.ts';
import { gitlabDeliveryReader, openGitlabForge } from './adapter/gitlab/index.ts';
import { readOrMakeSigner } from './adapter/log-folder/index.ts';
import { openMirror, runGit } from './adapter/mirror/index.ts';
import { OPENID_DEFAULTS, openIdProvider } from './adapter/oidc/index.ts';
import {
  LOG_VIEWS,
  type RemoteQueues,
  readAccessSettings,
  readEngineSettings,
  readNoticeSettings,
  readSignalSettings,
  SERVER_VIEWS,
  type ServerNode,
  startLink,
  tracedStore,
  type World,
} from './control/index.ts';
import type { DeliveryReader, Forge } from './domain/forge/index.ts';
import { presentVerdict } from './entrypoint/cli/index.ts';
import { listen, trustedProxies } from './entrypoint/http/index.ts';
import { Fault, NO_TRACER, type Tracer } from './kernel/index.ts';
import { openEngines } from './server-engine.ts';
import { openNoticeWays } from './server-notice.ts';
import { readServerSettings, type ServerSettings } from './server-setting.ts';
import { openSignals } from './server-signal.ts';
import { type ControlPlane, makeControlPlane, type NodeLog } from './service/index.ts';

/** What `firebreak serve` says on its way: for people on a terminal, or one JSON document a line. */
export interface ServeIo {
  readonly say: (text: string) => void;
  readonly log: NodeLog;
  readonly signal: AbortSignal;
}

/** Runs one node of the server until the signal ends it; ends when requests and work in hand have ended. */
export async function serve(options: {
  readonly world: World;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly given: Parameters<typeof readServerSettings>[1];
  readonly io: ServeIo;
  /** Told once, as soon as it answers; `link` = the secret of the way in that it shows, `null` where it shows none. */
  readonly onReady?: (ready: { readonly origin: string; readonly link: string | null }) => void;
}): Promise<void> {
  const { world, variables, version, io } = options;
  const settings = readServerSettings(variables, options.given);
  const holder = holderName();
  const tracer = await openTracer(settings, { holder, version, log: io.log });
  const { plane, access, isLocal } = await openPlane(world, settings, { holder, tracer });
  const log: NodeLog = (entry) => io.log({ ...entry, ...tracer.current() });
  try {
    const listening = await listen(plane, {
      host: settings.host,
      port: settings.port,
      metrics: settings.metrics,
      originsOf: (port) => originsOf(settings, port),
      proxies: trustedProxies(settings.proxies),
      version,
      clock: () => world.now(),
      tracer,
      onDefect: (error) =>
        log({
          level: 'error',
          what: 'http',
          about: null,
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    });
    const [origin = ''] = originsOf(settings, listening.port);
    io.say(`Firebreak listens on ${origin}\n`);
    if (settings.metrics !== null) {
      const { host } = settings.metrics;
      io.say(`Figures: http://${host.includes(':') ? `[${host}]` : host}:${listening.metricsPort}/metrics\n`);
    }
    const link = await startLink(access, { isLocal });
    if (link !== null) {
      const what = link.kind === 'owner' ? 'Sign in as the owner of this server' : 'Make the first administrator';
      io.say(`${what} (once, until it runs out): ${origin}/sign-in#${link.kind}=${link.secret}\n`);
    }
    options.onReady?.({ origin, link: link?.secret ?? null });
    await plane.run({ log, signal: io.signal });
    await listening.close();
  } finally {
    await plane.close();
    await tracer.close();
  }
}

/** Sends traces where the settings say so; else nothing of it is even loaded. */
export async function openTracer(
  { traces }: Pick<ServerSettings, 'traces'>,
  node: { readonly holder: string; readonly version: string; readonly log: NodeLog },
): Promise<Tracer & { close(): Promise<void> }> {
  if (traces === null) return { ...NO_TRACER, close: async () => {} };
  const { openOtlpTracer } = await import('./adapter/otlp/index.ts');
  const { holder, version, log } = node;
  return openOtlpTracer({
    ...traces,
    instance: holder,
    version,
    onFault: (message) => log({ level: 'error', what: 'trace', about: null, message }),
  });
}

/** Unique among nodes, and telling for people. */
export function holderName(): string {
  return `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** One node over the store, the forges and the accounts that the settings name. */
export async function openPlane(
  world: World,
  settings: ServerSettings,
  as: { readonly holder: string; readonly tracer: Tracer },
) {
  const data = resolve(settings.data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const ways = openNoticeWays(readNoticeSettings(settings.other), world.now);
  const signer = await readOrMakeSigner(data);
  const views = [...LOG_VIEWS, ...SERVER_VIEWS];
  const store =
    settings.databaseUrl === null
      ? await openEmbeddedStore({ folder: data, views, upCasters: [] })
      : await openPostgresStore({ url: settings.databaseUrl, views, upCasters: [] });
  const { forges, deliveries, remoteQueues } = openForges(world, settings, data);
  const node: ServerNode = {
    holder: as.holder,
    store: tracedStore(store, as.tracer),
    tracer: as.tracer,
    signer,
    verifier: signer.verifier,
    forges,
  };
  const { access: accessSettings, provider } = readAccessSettings(settings.other);
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(settings.host);
  // Nothing is configured and only this machine reaches it: whoever started it is its owner.
  const isLocal = isLoopback && settings.databaseUrl === null && provider === null && settings.publicUrl === null;
  const access = {
    store,
    passwords: scryptHasher(),
    secrets: systemSecrets(),
    provider: provider === null ? null : openIdProvider({ ...OPENID_DEFAULTS, ...provider }),
    settings: accessSettings,
    now: world.now,
  };
  const { engines, sources, intake } = openEngines(readEngineSettings(settings.other));
  const signals = await openSignals(readSignalSettings(settings.other));
  const plane: ControlPlane = makeControlPlane({
    world,
    node,
    access,
    deliveries,
    publicUrl: settings.publicUrl,
    provider: provider === null ? null : { name: new URL(provider.issuer).host, url: '/api/v1/sign-in/provider' },
    present: presentVerdict(settings.publicUrl),
    builds: settings.queue === null ? null : { folder: join(data, 'builds'), ...settings.queue },
    remoteQueues,
    ways,
    engines,
    engineIntake: intake,
    signals: { ...signals, sources: [...signals.sources, ...sources] },
  });
  return { plane, access, isLocal };
}

/** Every forge that the settings name. Fault: two repositories of one name. */
function openForges(
  world: World,
  settings: ServerSettings,
  data: string,
): {
  readonly forges: readonly Forge[];
  readonly deliveries: readonly DeliveryReader[];
  readonly remoteQueues: readonly RemoteQueues[];
} {
  const remoteQueues: RemoteQueues[] = [];
  const forges: Forge[] = [];
  const deliveries: DeliveryReader[] = [];
  const wait = async (ms: number): Promise<void> => {
    await sleep(ms);
  };
  if (settings.repositories.length > 0) {
    const repositories = settings.repositories.map((folder) => ({ name: nameOf(folder), folder: resolve(folder) }));
    const twice = repositories.find(
      ({ name }, index) => repositories.findIndex((each) => each.name === name) !== index,
    );
    if (twice !== undefined) {
      throw new Fault({
        kind: 'usage',
        code: 'same-repository-name',
        message: `two repositories are named ${twice.name}`,
        fix: 'Rename one folder: the name is part of every change id.',
      });
    }
    forges.push(openLocalForge({ repositories, git: runGit }));
  }
  if (settings.github !== null) {
    const { appId, privateKey, apiUrl, webUrl, webhookSecrets } = settings.github;
    const github = {
      credentials: { kind: 'app', appId, privateKey },
      apiUrl,
      webUrl,
      transport: openForgeTransport({ apiUrl, now: world.now, sleep: wait }),
      now: world.now,
    } as const;
    forges.push(openGithubForge({ ...github, mirror: openMirror({ folder: join(data, 'mirror'), sleep: wait }) }));
    if (settings.githubQueues.length > 0) {
      const open = openGithubQueues({ ...github, git: runGit });
      remoteQueues.push({ forge: 'github', repositories: settings.githubQueues, open });
    }
    deliveries.push(githubDeliveryReader({ secrets: webhookSecrets }));
  }
  if (settings.gitlab !== null) {
    const { token, projects, webUrl, externalCheck, webhookSecrets } = settings.gitlab;
    forges.push(
      openGitlabForge({
        token,
        repositories: projects,
        webUrl,
        externalCheck,
        transport: openForgeTransport({ apiUrl: `${webUrl}/api/v4`, now: world.now, sleep: wait }),
        mirror: openMirror({ folder: join(data, 'mirror'), sleep: wait }),
      }),
    );
    deliveries.push(gitlabDeliveryReader({ secrets: webhookSecrets }));
  }
  return { forges, deliveries, remoteQueues };
}

/** `shop` of `/srv/git/shop.git`: what ids and links show. */
function nameOf(folder: string): string {
  return basename(resolve(folder))
    .replace(/\.git$/, '')
    .replaceAll(/[^\w.~-]/g, '-');
}

function originsOf(settings: ServerSettings, port: number): readonly string[] {
  if (settings.publicUrl !== null) return [settings.publicUrl];
  const host =
    settings.host === '' || settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const shown = host.includes(':') ? `[${host}]` : host;
  return [`http://${shown}:${port}`, `http://localhost:${port}`];
}
