import { open, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type OperationAnswer, operationAnswer } from '../../../contract/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { collect, parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { openServerClient, type ServerClient } from '../server-client.ts';
import { openPersonalClient, tokenOf } from '../server-user.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface SubmitOptions extends GlobalOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly in?: string;
  readonly title?: string;
  readonly content?: string;
  readonly path?: readonly string[];
  readonly prompter?: string;
  readonly wait?: string;
  readonly done?: boolean;
}

const KINDS = ['configuration', 'flag', 'data', 'manual'] as const;
/** As long as the server takes; UTF-16 units are never more than bytes. */
const MAX_CONTENT_BYTES = 800_000;
const MAX_TOKEN_BYTES = 1_000;
/** Between two questions whether it was decided. */
const POLL_MS = 1_000;

/** `firebreak submit KIND KEY`: sends what is no pull request to a server; exits by what is said of it. */
export function addSubmit(program: Command, context: CommandContext): void {
  program
    .command('submit <kind> <key>')
    .summary('send a setting, a flag, data or a manual operation to a server, and learn whether it may be done')
    .addOption(new Option('--server <url>', 'address of the server (FIREBREAK_SERVER)'))
    .option('--token-file <file>', 'file with a token that may submit (FIREBREAK_TOKEN); else your login')
    .option('--in <name>', 'repository whose rules judge it, as the server names it')
    .option('--title <text>', 'what it is, in one line')
    .option('--content <file>', 'file with exactly what will be done')
    .option('--path <path>', 'path of the repository that it is about; may be repeated', collect)
    .option('--prompter <who>', 'who directs the agent that sends this')
    .option('--wait <seconds>', 'wait so long for the decision')
    .option('--done', 'mark it as carried out; refused while nothing lets it pass')
    .action(async (kind: string, key: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<SubmitOptions>();
      const targets = plainTargets(options);
      const waitS = options.wait === undefined ? 0 : parseCount('--wait', options.wait);
      const body = await requestOf(context, { kind, key, options });
      const client = await clientOf(context, options);
      let answer = operationAnswer.parse(await client.post('/api/v1/operations', body));
      if (options.done === true) answer = await markDone(client, answer);
      else answer = await decided(client, { answer, body, waitS, signal: context.io.signal });
      context.exit(exitOf(answer));
      await emitPlain({ io: context.io, targets, document: answer, text: textOf(answer) });
    });
}

async function requestOf(
  context: CommandContext,
  given: { readonly kind: string; readonly key: string; readonly options: SubmitOptions },
): Promise<object> {
  const { kind, key, options } = given;
  const { in: repository, title, content, path = [], prompter } = options;
  if (!KINDS.some((known) => known === kind)) {
    throw new UsageError(`unknown kind "${kind}"`, `Use one of: ${KINDS.join(', ')}.`);
  }
  if (repository === undefined || title === undefined || content === undefined) {
    throw new UsageError('--in, --title and --content are needed', 'See firebreak submit --help.');
  }
  const text = await textOfFile(resolve(context.io.cwd, content), MAX_CONTENT_BYTES);
  return { kind, key, repository, title, content: text, paths: path, ...(prompter === undefined ? {} : { prompter }) };
}

/**
 * By a token where there is one, else as the person who logged in. A secret comes by the environment or a file, never by the
 * command line, which everybody on the machine can read.
 */
async function clientOf(context: CommandContext, { server, tokenFile }: SubmitOptions): Promise<ServerClient> {
  const { io } = context;
  const text =
    tokenFile === undefined ? io.env['FIREBREAK_TOKEN'] : await textOfFile(resolve(io.cwd, tokenFile), MAX_TOKEN_BYTES);
  const token = tokenOf(text);
  if (token === null) return openPersonalClient(context, { server, acts: true });
  return openServerClient({ url: server ?? io.env['FIREBREAK_SERVER'] ?? '', bearer: token, signal: io.signal });
}

async function textOfFile(path: string, limit: number): Promise<string> {
  try {
    const handle = await open(path);
    try {
      if ((await handle.stat()).size > limit) throw new UsageError(`${path} is larger than ${limit} bytes`);
      return await readFile(handle, 'utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read`, 'Check its path and rights.');
  }
}

function markDone(client: ServerClient, { change, content_digest }: OperationAnswer): Promise<OperationAnswer> {
  const path = `/api/v1/operations/${encodeURIComponent(change)}/done`;
  return client.post(path, { content_digest }).then((body) => operationAnswer.parse(body));
}

/** Sending the same again tells nothing new, and what is said of it now. */
async function decided(
  client: ServerClient,
  given: {
    readonly answer: OperationAnswer;
    readonly body: object;
    readonly waitS: number;
    readonly signal: AbortSignal;
  },
): Promise<OperationAnswer> {
  let { answer } = given;
  for (let left = given.waitS; left > 0 && answer.state === 'open' && answer.verdict === 'undecided'; left -= 1) {
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    given.signal.throwIfAborted();
    answer = operationAnswer.parse(await client.post('/api/v1/operations', given.body));
  }
  return answer;
}

/** What is not decided yet may not be done: it is held. */
function exitOf({ verdict, state }: OperationAnswer): number {
  if (state === 'landed') return EXIT.allowed;
  if (state === 'closed' || verdict === 'block') return EXIT.blocked;
  return verdict === 'allow' ? EXIT.allowed : EXIT.held;
}

function textOf({ change, verdict, text, content_digest, revisions }: OperationAnswer): string {
  return `${verdict}  ${change} (revision ${revisions})\n${text}\ncontent ${content_digest ?? 'not known'}\n`;
}
