import { type Command, Option } from 'commander';
import { brakeAnswer, brakeReport } from '../../../contract/index.ts';
import { UsageError } from '../exit.ts';
import { collect, parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, type ServerClient } from '../server-client.ts';
import { brakeAnswerText, brakesText } from '../text/brake.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';
import { type ServerOptions, serverClient, withServer } from './server-door.ts';

interface BrakeOptions extends GlobalOptions, ServerOptions {
  readonly scope?: readonly string[];
  readonly reason?: string;
  readonly from?: string;
  readonly until?: string;
  readonly review?: string;
  readonly window?: readonly string[];
  readonly zone?: string;
  /** `false` = no hotfix passes. */
  readonly hotfix?: string | false;
  readonly reverts?: boolean;
}

const EXAMPLES = `Examples:
  $ firebreak brake on --scope service:checkout --reason "INC-7: payments fail" --until 2h
  $ firebreak brake on --scope everything --reason "data loss" --no-hotfix
  $ firebreak brake list
  $ firebreak brake amend brake-3 --scope tier:0 --reason "INC-7 spreads"
  $ firebreak brake off brake-3 --reason "mended by #812"
  $ firebreak brake schedule --scope tier:0 --window "Friday 16:00 to Monday 08:00" --zone Europe/London --until 90d --reason weekends
`;

/** `firebreak brake on|off|list|schedule|amend`: one cord over the gate, the queue, rollouts and flags. */
export function addBrake(program: Command, context: CommandContext): void {
  const noun = program
    .command('brake')
    .summary('hold what ships, with a scope, a reason and an end: on, off, list, schedule, amend')
    .addHelpText('before', EXAMPLES);
  withWish(noun.command('on').summary('hold at once what the scope covers'))
    .requiredOption('--reason <text>', 'why, for whoever it stops')
    .action(async (_own: unknown, self: Command) => engage(context, self, { isPlanned: false }));
  withWish(noun.command('schedule').summary('hold later, or in windows'))
    .requiredOption('--reason <text>', 'why, for whoever it stops')
    .option('--from <moment>', 'holds from then on')
    .option(
      '--window <window>',
      'holds in it: "Friday 16:00 to Monday 08:00", "daily 22:00 to 06:00"; repeatable',
      collect,
    )
    .action(async (_own: unknown, self: Command) => engage(context, self, { isPlanned: true }));
  withServer(
    noun.command('list').summary('what holds, what will, what ended; without a server the calendar of firebreak.yaml'),
  ).action(async (_own: unknown, self: Command) => list(context, self));
  withWish(noun.command('amend <brake>').summary('change a brake while it is there; a milder one needs a human'))
    .option('--reason <text>', 'why it holds now')
    .option('--window <window>', 'holds in it alone; repeatable', collect)
    .action(async (id: string, _own: unknown, self: Command) => amend(context, self, id));
  withServer(noun.command('off <brake>').summary('release it; only a human does'))
    .requiredOption('--reason <text>', 'why it may go on')
    .action(async (id: string, _own: unknown, self: Command) => {
      const { reason } = self.optsWithGlobals<BrakeOptions>();
      await answering(context, self, { path: `/api/v1/brakes/${encodeURIComponent(id)}/off`, body: { note: reason } });
    });
}

async function engage(
  context: CommandContext,
  self: Command,
  { isPlanned }: { readonly isPlanned: boolean },
): Promise<void> {
  const options = self.optsWithGlobals<BrakeOptions>();
  const { scope, reason, from, window } = options;
  if (scope === undefined)
    throw new UsageError('a brake needs a scope', 'Give --scope everything, tier:0, service:NAME, path:GLOB.');
  if (isPlanned && from === undefined && window === undefined) {
    throw new UsageError(
      'nothing says when it holds',
      'Give --from MOMENT, or --window "Friday 16:00 to Monday 08:00" --zone ZONE.',
    );
  }
  if (isPlanned && options.until === undefined && options.review === undefined) {
    throw new UsageError('a planned brake needs an end', 'Give --until MOMENT, or --review MOMENT.');
  }
  await answering(context, self, {
    path: '/api/v1/brakes',
    body: { scope, reason, ...named({ from }), ...wishOf(options) },
  });
}

async function amend(context: CommandContext, self: Command, id: string): Promise<void> {
  const options = self.optsWithGlobals<BrakeOptions>();
  const body = { ...named({ scope: options.scope, reason: options.reason }), ...wishOf(options) };
  if (Object.keys(body).length === 0)
    throw new UsageError('nothing is to be changed', 'See firebreak brake amend --help.');
  await answering(context, self, { path: `/api/v1/brakes/${encodeURIComponent(id)}/amend`, body });
}

async function list(context: CommandContext, self: Command): Promise<void> {
  const options = self.optsWithGlobals<BrakeOptions>();
  const targets = plainTargets(options);
  const { io, firebreak } = context;
  const isServer = options.server !== undefined || (io.env['FIREBREAK_SERVER'] ?? '') !== '';
  const document = isServer
    ? await reportOf(await serverClient(context, options, { acts: false }))
    : await firebreak.brakes({ repository: repositoryOf(context, options), signal: io.signal });
  await emitPlain({ io, targets, document, text: brakesText(document) });
}

async function reportOf(client: ServerClient) {
  return documentOf(brakeReport, { value: await client.get('/api/v1/brakes'), origin: client.origin });
}

async function answering(
  context: CommandContext,
  self: Command,
  asked: { readonly path: string; readonly body: object },
): Promise<void> {
  const options = self.optsWithGlobals<BrakeOptions>();
  const targets = plainTargets(options);
  const client = await serverClient(context, options, { acts: true });
  const value = await client.post(asked.path, asked.body);
  const document = documentOf(brakeAnswer, { value, origin: client.origin });
  await emitPlain({ io: context.io, targets, document, text: brakeAnswerText(document) });
}

function wishOf(options: BrakeOptions): object {
  const { until, review, window, zone, hotfix, reverts } = options;
  return {
    ...named({ until, review, zone, windows: window }),
    ...(hotfix === undefined ? {} : { hotfix: hotfix === false ? null : parseCount('--hotfix', hotfix) }),
    ...(reverts === undefined ? {} : { reverts }),
  };
}

function named(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function withWish(command: Command): Command {
  return withServer(command)
    .option(
      '--scope <part>',
      'everything, tier:0, service:NAME, flow:NAME, path:GLOB, agent:NAME, model:NAME, pattern:ID; repeatable',
      collect,
    )
    .option('--until <moment>', 'ends by itself: 2h, 2026-11-23T08:00:00Z, or "2026-11-23 08:00" with --zone')
    .option('--review <moment>', 'holds until a human releases it, and is to be looked at by then (1h)')
    .option('--zone <zone>', 'time zone of windows and wall-clock times, such as Europe/London')
    .addOption(new Option('--hotfix <people>', 'people who must have signed a hotfix so that it passes (1)'))
    .addOption(new Option('--no-hotfix', 'no hotfix passes').default(undefined))
    .addOption(new Option('--reverts', 'reverts of the merge queue pass'))
    .addOption(new Option('--no-reverts', 'they do not').default(undefined));
}
