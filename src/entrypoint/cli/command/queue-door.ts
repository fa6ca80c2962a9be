import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type QueueAnswer,
  type QueueExplanation,
  type QueueOutput,
  type QueueReport,
  queueAnswer,
  queueExplanation,
  queueList,
  queueOutput,
  queueReport,
} from '../../../contract/index.ts';
import type { LocalQueueRequest } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import { documentOf, openServerClient, type ServerClient } from '../server-client.ts';
import { openPersonalClient, tokenOf } from '../server-user.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

/** Options that say which queue is meant: of a repository here, or of a server. */
export interface QueueOptions extends GlobalOptions {
  readonly branch?: string;
  readonly data?: string;
  readonly server?: string;
  readonly tokenFile?: string;
  readonly in?: string;
  readonly reason?: string;
}

/** What is queued. */
export interface QueueAsk {
  readonly change: string;
  readonly lane: 'normal' | 'hotfix';
  readonly revert: string | null;
  readonly targets: readonly string[] | null;
  readonly context: string | null;
}

/** A queue, wherever it is. */
export interface QueueDoor {
  add(ask: QueueAsk): Promise<QueueAnswer>;
  /** `first` = so many of what waits; `null` = all. */
  list(first: number | null): Promise<QueueReport>;
  why(entry: string): Promise<QueueExplanation>;
  /** Of the build that decided an entry, or of a build that is named. */
  output(named: string, lines: number | null): Promise<QueueOutput>;
  eject(entry: string, reason: string): Promise<QueueAnswer>;
  pause(reason: string): Promise<QueueAnswer>;
  resume(): Promise<QueueAnswer>;
  freeze(ask: {
    readonly reason: string;
    readonly targets: readonly string[] | null;
    readonly until: string | null;
  }): Promise<QueueAnswer>;
  thaw(freeze: string): Promise<QueueAnswer>;
}

/** The queue of a server where one is named, else of the repository here. */
export async function openQueueDoor(context: CommandContext, options: QueueOptions): Promise<QueueDoor> {
  if (options.server !== undefined) return serverDoor(await clientOf(context, options), options.in ?? null);
  if (options.in !== undefined)
    throw new UsageError('--in names a queue of a server', 'Name the server with --server.');
  const { queue } = context.firebreak;
  const request = localQueueOf(context, options);
  return {
    add: (ask) => queue.add({ ...request, ...ask }),
    list: (first) => queue.list({ ...request, first }),
    why: (entry) => queue.why({ ...request, entry }),
    output: (named, lines) => queue.output({ ...request, named, lines }),
    eject: (entry, reason) => queue.eject({ ...request, entry, reason }),
    pause: (reason) => queue.pause({ ...request, reason }),
    resume: () => queue.resume(request),
    freeze: (ask) => queue.freeze({ ...request, ...ask }),
    thaw: (freeze) => queue.thaw({ ...request, freeze }),
  };
}

/** The queue of the repository here. */
export function localQueueOf(context: CommandContext, options: QueueOptions): LocalQueueRequest {
  return {
    repository: repositoryOf(context, options),
    branch: options.branch ?? null,
    data: fileOf(context, options.data),
    signal: context.io.signal,
  };
}

async function serverDoor(client: ServerClient, named: string | null): Promise<QueueDoor> {
  const { origin } = client;
  const base = `/api/v1/queue/${encodeURIComponent(named ?? (await onlyQueue(client)))}`;
  const answered = async (path: string, body: object): Promise<QueueAnswer> =>
    documentOf(queueAnswer, { value: await client.post(`${base}/${path}`, body), origin });
  return {
    async add({ change, lane, revert, targets, context }) {
      if (targets !== null || context !== null) {
        throw new UsageError(
          '--target and --context are for a repository here',
          'A server takes targets from the configuration and sign-offs from people.',
        );
      }
      return answered('entries', revert === null ? { change, lane } : { revert });
    },
    list: async (first) => {
      const path = first === null ? base : `${base}?first=${first}`;
      return documentOf(queueReport, { value: await client.get(path), origin });
    },
    why: async (entry) =>
      documentOf(queueExplanation, { value: await client.get(`${base}/entries/${encodeURIComponent(entry)}`), origin }),
    output: async (named, lines) => {
      const path = `${base}/output/${encodeURIComponent(named)}${lines === null ? '' : `?lines=${lines}`}`;
      return documentOf(queueOutput, { value: await client.get(path), origin });
    },
    eject: (entry, reason) => answered('eject', { entry, reason }),
    pause: (reason) => answered('pause', { reason }),
    resume: () => answered('resume', {}),
    freeze: ({ reason, targets, until }) =>
      answered('freeze', { reason, ...(targets === null ? {} : { targets }), ...(until === null ? {} : { until }) }),
    thaw: (freeze) => answered('thaw', { freeze }),
  };
}

async function onlyQueue(client: ServerClient): Promise<string> {
  const { queues } = documentOf(queueList, { value: await client.get('/api/v1/queue'), origin: client.origin });
  const [first, ...others] = queues;
  if (first !== undefined && others.length === 0) return first.queue;
  throw new UsageError(
    first === undefined ? `${client.origin} serves no queue` : `${client.origin} serves several queues`,
    first === undefined
      ? 'It serves the repositories that it was started with.'
      : `Name one with --in: ${queues.map(({ queue }) => queue).join(', ')}`,
  );
}

/** A secret comes by the environment or a file, never by the command line; without one the login here counts. */
export async function clientOf(
  context: CommandContext,
  { server, tokenFile }: Pick<QueueOptions, 'server' | 'tokenFile'>,
): Promise<ServerClient> {
  const { io } = context;
  const text =
    tokenFile === undefined
      ? io.env['FIREBREAK_TOKEN']
      : await readFile(resolve(io.cwd, tokenFile), 'utf8').catch(() => {
          throw new UsageError(`${tokenFile} cannot be read`, 'Check its path and rights.');
        });
  const token = tokenOf(text);
  if (token === null) return openPersonalClient(context, { server, acts: true });
  return openServerClient({ url: server ?? io.env['FIREBREAK_SERVER'] ?? '', bearer: token, signal: io.signal });
}
