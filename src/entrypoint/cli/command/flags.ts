import type { Command } from 'commander';
import { flagAnswer, servedFlags } from '../../../contract/index.ts';
import type { FlagContext, FlagPlace } from '../../../service/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, type ServerClient } from '../server-client.ts';
import {
  flagCheckText,
  flagDifferenceText,
  flagEvaluationText,
  flagListText,
  flagStaleText,
  servedFlagsText,
} from '../text/flag.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { clientOf } from './queue-door.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface PlaceOptions extends GlobalOptions {
  readonly file?: string;
  readonly at?: string;
}

interface ServerOptions extends PlaceOptions {
  readonly server?: string;
  readonly in?: string;
  readonly tokenFile?: string;
  readonly reason?: string;
  readonly variant?: string;
  readonly until?: string;
}

/** `firebreak flags list|check|diff|evaluate|stale|kill|restore`: feature flags, and the switch that turns one off. */
export function addFlags(program: Command, context: CommandContext): void {
  const noun = program
    .command('flags')
    .summary('feature flags: list, check, diff, evaluate, stale, kill, restore')
    .description('Definitions of flagd in the file that firebreak.yaml names (flags.definitions).');
  addList(noun, context);
  addCheck(noun, context);
  addDiff(noun, context);
  addEvaluate(noun, context);
  addStale(noun, context);
  addKill(noun, context);
  addRestore(noun, context);
}

function addList(noun: Command, context: CommandContext): void {
  withServer(withPlace(noun.command('list').summary('the flags, and what everybody gets'))).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ServerOptions>();
      const targets = plainTargets(options);
      if (options.server === undefined) {
        const document = await context.firebreak.flags.list(placeOf(context, options));
        return emitPlain({ io: context.io, targets, document, text: flagListText(document) });
      }
      const client = await clientOf(context, options);
      const document = await servedOf(client);
      return emitPlain({ io: context.io, targets, document, text: servedFlagsText(document) });
    },
  );
}

function addCheck(noun: Command, context: CommandContext): void {
  noun
    .command('check')
    .summary('whether definitions can be served, with everything that is wrong (exit 1 where they cannot)')
    .argument('[file]', 'definitions file; without one, that of the repository')
    .option('--at <rev>', 'revision of the repository (HEAD)')
    .action(async (file: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<PlaceOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.flags.check(
        placeOf(context, { ...options, ...(file === undefined ? {} : { file }) }),
      );
      context.exit(document.ok ? EXIT.allowed : EXIT.blocked);
      await emitPlain({ io: context.io, targets, document, text: flagCheckText(document) });
    });
}

function addDiff(noun: Command, context: CommandContext): void {
  noun
    .command('diff')
    .summary('which flags differ between two revisions or files, and what that does to users')
    .argument('<before>', 'revision, or a file that ends in .json')
    .argument('[after]', 'the same; HEAD where it is left out')
    .action(async (before: string, after: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const targets = plainTargets(options);
      const place = (named: string | undefined): FlagPlace =>
        placeOf(context, { ...options, ...(named?.endsWith('.json') ? { file: named } : { at: named ?? 'HEAD' }) });
      const document = await context.firebreak.flags.diff({ before: place(before), after: place(after) });
      await emitPlain({ io: context.io, targets, document, text: flagDifferenceText(document) });
    });
}

function addEvaluate(noun: Command, context: CommandContext): void {
  withPlace(noun.command('evaluate').summary('what a flag is for somebody, as a server would say without kills'))
    .argument('<flag>', 'key of the flag')
    .option('--user <key>', 'targeting key')
    .option('--context <json>', 'further attributes as a JSON object: {"email": "ann@example.org"}')
    .action(async (key: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<PlaceOptions & { readonly user?: string; readonly context?: string }>();
      const targets = plainTargets(options);
      const attributes = attributesOf(options.context);
      const asked = options.user === undefined ? attributes : { ...attributes, targetingKey: options.user };
      const document = await context.firebreak.flags.evaluate({
        place: placeOf(context, options),
        key,
        context: asked,
      });
      context.exit('errorCode' in document.answer ? EXIT.blocked : EXIT.allowed);
      await emitPlain({ io: context.io, targets, document, text: flagEvaluationText(document) });
    });
}

/** Two quarters of a year bring most flags to an end. */
const USUAL_DAYS = '90';

function addStale(noun: Command, context: CommandContext): void {
  noun
    .command('stale')
    .summary('flags that nobody decides by any more: settled, unchanged, or named by no file')
    .option('--days <count>', 'how long a definition has stood', USUAL_DAYS)
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { readonly days?: string }>();
      const targets = plainTargets(options);
      const document = await context.firebreak.flags.stale({
        repository: repositoryOf(context, options),
        days: parseCount('--days', options.days ?? USUAL_DAYS),
      });
      await emitPlain({ io: context.io, targets, document, text: flagStaleText(document) });
    });
}

function addKill(noun: Command, context: CommandContext): void {
  withServer(noun.command('kill').summary('force a flag off for everybody, now'))
    .argument('<flag>', 'key of the flag')
    .requiredOption('--reason <text>', 'why')
    .option('--variant <name>', 'variant that everybody gets, where nothing tells which one is off')
    .option('--until <moment>', 'ends by itself then (2026-01-31T18:00:00Z); else when somebody restores it')
    .action(async (flag: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ServerOptions>();
      const { reason, variant, until } = options;
      await act(context, options, {
        what: 'kill',
        body: {
          flag,
          reason,
          ...(variant === undefined ? {} : { variant }),
          ...(until === undefined ? {} : { until }),
        },
      });
    });
}

function addRestore(noun: Command, context: CommandContext): void {
  withServer(noun.command('restore').summary('end a kill: the definition counts again'))
    .argument('<flag>', 'key of the flag')
    .requiredOption('--reason <text>', 'why it is safe')
    .action(async (flag: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ServerOptions>();
      await act(context, options, { what: 'restore', body: { flag, reason: options.reason } });
    });
}

async function act(
  context: CommandContext,
  options: ServerOptions,
  asked: { readonly what: 'kill' | 'restore'; readonly body: object },
): Promise<void> {
  const targets = plainTargets(options);
  const client = await clientOf(context, options);
  const set = options.in ?? (await onlySet(client));
  const value = await client.post(`/api/v1/flags/${encodeURIComponent(set)}/${asked.what}`, asked.body);
  const document = documentOf(flagAnswer, { value, origin: client.origin });
  await emitPlain({ io: context.io, targets, document, text: `${document.text}\n` });
}

async function servedOf(client: ServerClient) {
  return documentOf(servedFlags, { value: await client.get('/api/v1/flags'), origin: client.origin });
}

async function onlySet(client: ServerClient): Promise<string> {
  const { sets } = await servedOf(client);
  const [first, ...others] = sets;
  if (first !== undefined && others.length === 0) return first.id;
  throw new UsageError(
    first === undefined ? `${client.origin} serves no flags` : `${client.origin} serves several sets of flags`,
    first === undefined
      ? 'firebreak.yaml of a repository names its definitions: flags: { definitions: flags/shop.flagd.json }.'
      : `Name one with --in: ${sets.map(({ id }) => id).join(', ')}`,
  );
}

function placeOf(context: CommandContext, options: PlaceOptions): FlagPlace {
  const { file, at } = options;
  if (file !== undefined && at !== undefined) throw new UsageError('a file has no revision', 'Give --file or --at.');
  const path = fileOf(context, file);
  if (path !== null) return { kind: 'file', path };
  return { kind: 'revision', repository: repositoryOf(context, options), revision: at ?? 'HEAD' };
}

function attributesOf(text: string | undefined): FlagContext {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as FlagContext;
  throw new UsageError('--context is no JSON object', 'Write it as {"email": "ann@example.org"}.');
}

function withPlace(command: Command): Command {
  return command
    .option('--file <file>', 'definitions file instead of that of the repository')
    .option('--at <rev>', 'revision of the repository (HEAD)');
}

function withServer(command: Command): Command {
  return command
    .option('--server <url>', 'server of Firebreak (FIREBREAK_SERVER)')
    .option('--in <set>', 'which of its sets, where it serves several: FORGE:REPOSITORY')
    .option('--token-file <file>', 'file with a token (FIREBREAK_TOKEN); without one, your login');
}
