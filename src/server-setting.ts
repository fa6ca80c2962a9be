import { readFileSync } from 'node:fs';
import { Fault } from './kernel/index.ts';

/** An address of this machine and a port; 0 = any that is free. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What a server is told, by its command line or its environment. */
export interface ServerSettings extends ListenAddress {
  readonly data: string;
  /** Where `/metrics` is served instead; `null` = with everything else. */
  readonly metrics: ListenAddress | null;
  readonly publicUrl: string | null;
  readonly databaseUrl: string | null;
  readonly repositories: readonly string[];
  readonly proxies: readonly string[];
  readonly github: {
    readonly appId: string;
    readonly privateKey: string;
    readonly webhookSecrets: readonly string[];
    readonly apiUrl: string;
    readonly webUrl: string;
  } | null;
  readonly gitlab: {
    readonly token: string;
    readonly webhookSecrets: readonly string[];
    readonly projects: readonly string[];
    readonly webUrl: string;
    readonly externalCheck: string | null;
  } | null;
  /** Where traces are sent; `null` = nowhere. */
  readonly traces: { readonly url: string; readonly headers: string; readonly serviceName: string } | null;
  /** Whether merge queues build and land here, and which variables builds may see; `null` = they do not. */
  readonly queue: { readonly variables: readonly string[] } | null;
  /** Repositories on GitHub, `OWNER/NAME`, whose queues push trial branches and land; empty = none. */
  readonly githubQueues: readonly string[];
  /** Any other setting by its name, from the environment or the file that `NAME_FILE` names. */
  readonly other: (name: string) => string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_LISTEN = '127.0.0.1:4680';

/** Reads the settings; what the command line says wins. Fault: one cannot be used. */
export function readServerSettings(
  variables: Variables,
  given: {
    readonly data?: string | undefined;
    readonly listen?: string | undefined;
    readonly repositories: readonly string[];
  },
): ServerSettings {
  const text = (name: string): string | null => settingOf(variables, name);
  const metrics = text('FIREBREAK_METRICS_LISTEN');
  const named = given.repositories.length > 0 ? given.repositories : list(text('FIREBREAK_REPOSITORIES'), ':');
  return {
    data: given.data ?? text('FIREBREAK_DATA') ?? './firebreak-data',
    ...listenAddress(given.listen ?? text('FIREBREAK_LISTEN') ?? DEFAULT_LISTEN),
    metrics: metrics === null ? null : listenAddress(metrics),
    publicUrl: originOf(text('FIREBREAK_PUBLIC_URL')),
    databaseUrl: text('FIREBREAK_DATABASE_URL') ?? text('DATABASE_URL'),
    repositories: named,
    proxies: list(text('FIREBREAK_TRUSTED_PROXIES'), ','),
    github: githubOf(text),
    gitlab: gitlabOf(text),
    traces: tracesOf(text),
    ...queuesOf(text),
    other: (name) => text(name) ?? undefined,
  };
}

/** `HOST:PORT`, with an address of IPv6 in brackets. */
function listenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? Number.NaN);
  if (match === null || !(port >= 0 && port <= 65_535)) {
    throw usage('bad-listen', `${text} is no address to listen on`, 'Write it as 127.0.0.1:4680.');
  }
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}

/** Builds run what changes bring, with the rights of this process: only where somebody asked for it. */
function queuesOf(text: (name: string) => string | null): Pick<ServerSettings, 'queue' | 'githubQueues'> {
  const asked = list(text('FIREBREAK_QUEUE') ?? 'off', ',');
  const wrong = asked.find((each) => !['off', 'local', 'github'].includes(each));
  if (wrong !== undefined || (asked.length > 1 && asked.includes('off'))) {
    throw usage('bad-queue', `FIREBREAK_QUEUE is ${asked.join(',')}`, 'Set it to local, github, local,github or off.');
  }
  const queue = asked.includes('local') ? { variables: list(text('FIREBREAK_QUEUE_VARIABLES'), ',') } : null;
  return { queue, githubQueues: asked.includes('github') ? githubQueuesOf(text) : [] };
}

/** A queue pushes and moves branches: only in repositories that are named. */
function githubQueuesOf(text: (name: string) => string | null): readonly string[] {
  const named = list(text('FIREBREAK_QUEUE_REPOSITORIES'), ',');
  if (named.length === 0 || named.some((each) => !isRepository(each))) {
    throw usage(
      'no-queue-repositories',
      'FIREBREAK_QUEUE is github, and FIREBREAK_QUEUE_REPOSITORIES names no repositories',
      'Name them as OWNER/NAME, separated by commas.',
    );
  }
  if (text('FIREBREAK_GITHUB_APP_ID') === null) {
    throw usage(
      'github-incomplete',
      'FIREBREAK_QUEUE is github, and no GitHub App is set',
      'Set FIREBREAK_GITHUB_APP_ID.',
    );
  }
  return named;
}

function isRepository(name: string): boolean {
  return /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(name) && !/(?:^|\/)\.+(?:\/|$)/.test(name);
}

function githubOf(text: (name: string) => string | null): ServerSettings['github'] {
  const appId = text('FIREBREAK_GITHUB_APP_ID');
  if (appId === null) return null;
  const privateKey = text('FIREBREAK_GITHUB_PRIVATE_KEY');
  const secret = text('FIREBREAK_GITHUB_WEBHOOK_SECRET');
  if (privateKey === null || secret === null) {
    throw usage(
      'github-incomplete',
      'FIREBREAK_GITHUB_APP_ID is set, but the private key or the webhook secret is not',
      'Set FIREBREAK_GITHUB_PRIVATE_KEY_FILE and FIREBREAK_GITHUB_WEBHOOK_SECRET_FILE.',
    );
  }
  const previous = text('FIREBREAK_GITHUB_WEBHOOK_SECRET_PREVIOUS');
  const webUrl = originOf(text('FIREBREAK_GITHUB_URL')) ?? 'https://github.com';
  const apiUrl =
    text('FIREBREAK_GITHUB_API_URL') ??
    (webUrl === 'https://github.com' ? 'https://api.github.com' : `${webUrl}/api/v3`);
  return { appId, privateKey, webhookSecrets: [secret, ...(previous === null ? [] : [previous])], apiUrl, webUrl };
}

function gitlabOf(text: (name: string) => string | null): ServerSettings['gitlab'] {
  const token = text('FIREBREAK_GITLAB_TOKEN');
  if (token === null) return null;
  const secret = text('FIREBREAK_GITLAB_WEBHOOK_SECRET');
  const projects = list(text('FIREBREAK_GITLAB_PROJECTS'), ',');
  if (secret === null || projects.length === 0) {
    throw usage(
      'gitlab-incomplete',
      'FIREBREAK_GITLAB_TOKEN is set, but the webhook secret or the projects are not',
      'Set FIREBREAK_GITLAB_WEBHOOK_SECRET_FILE and FIREBREAK_GITLAB_PROJECTS (GROUP/PROJECT, separated by commas).',
    );
  }
  const previous = text('FIREBREAK_GITLAB_WEBHOOK_SECRET_PREVIOUS');
  return {
    token,
    webhookSecrets: [secret, ...(previous === null ? [] : [previous])],
    projects,
    webUrl: originOf(text('FIREBREAK_GITLAB_URL')) ?? 'https://gitlab.com',
    externalCheck: text('FIREBREAK_GITLAB_EXTERNAL_CHECK'),
  };
}

/** By the names that every program with OpenTelemetry reads. */
function tracesOf(text: (name: string) => string | null): ServerSettings['traces'] {
  const base = text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const named =
    text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base === null ? null : `${base.replace(/\/+$/, '')}/v1/traces`);
  const isOff = text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || text('OTEL_TRACES_EXPORTER') === 'none';
  if (named === null || isOff) return null;
  const url = URL.canParse(named) ? new URL(named) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw usage(
      'bad-url',
      'the address of the collector of traces is no http address',
      'Write it as http://127.0.0.1:4318, and what it asks for into OTEL_EXPORTER_OTLP_HEADERS.',
    );
  }
  const protocol = text('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? text('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === 'grpc') {
    throw usage('no-grpc', 'traces are sent over http, not grpc', 'Name the collector’s http port, 4318 as a rule.');
  }
  return {
    url: url.href,
    headers: text('OTEL_EXPORTER_OTLP_TRACES_HEADERS') ?? text('OTEL_EXPORTER_OTLP_HEADERS') ?? '',
    serviceName: text('OTEL_SERVICE_NAME') ?? 'firebreak',
  };
}

/** `NAME`, or the content of the file that `NAME_FILE` names, without its last line feed; `null` = neither is set. */
function settingOf(variables: Variables, name: string): string | null {
  const direct = variables[name] ?? '';
  const file = variables[`${name}_FILE`] ?? '';
  if (direct !== '' && file !== '')
    throw usage('set-twice', `${name} and ${name}_FILE are both set`, 'Set one of them.');
  if (direct !== '') return direct;
  if (file === '') return null;
  try {
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? null : text;
  } catch (cause) {
    throw usage(
      'unreadable-setting',
      `the file that ${name}_FILE names cannot be read`,
      'Check its path and rights.',
      cause,
    );
  }
}

function originOf(url: string | null): string | null {
  if (url === null) return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '') {
    throw usage('bad-url', 'an address that was set is no http address', 'Write it as https://firebreak.example.com.');
  }
  return parsed.origin;
}

function list(text: string | null, separator: string): readonly string[] {
  return (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function usage(code: string, message: string, fix: string, cause?: unknown): Fault {
  return new Fault({ kind: 'usage', code, message, fix, cause });
}
