import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { type RolloutReport, rolloutAnswer, rolloutList, rolloutReport } from '../../../contract/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { collect } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, type ServerClient } from '../server-client.ts';
import { rolloutListText, rolloutPlanText, rolloutText } from '../text/rollout.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';
import { type ServerOptions, serverClient, withServer } from './server-door.ts';

interface RolloutOptions extends GlobalOptions, ServerOptions {
  readonly reason?: string;
  readonly change?: string;
  readonly in?: string;
  readonly version?: readonly string[];
  readonly insist?: boolean;
  readonly leave?: boolean;
  readonly traffic?: string;
  readonly errorRate?: string;
  readonly share?: readonly string[];
  readonly tier?: string;
  readonly risk?: string;
}

const EXAMPLES = `Examples:
  $ firebreak rollout plan shop --traffic 1000/min --error-rate 0.5%
  $ firebreak rollout start shop --change local:shop#812
  $ firebreak rollout watch shop-1a2b3c4d
  $ firebreak rollout pause shop-1a2b3c4d --reason "orders fall"
  $ firebreak rollout abort shop-1a2b3c4d --reason "wrong build"
`;

/** Between two looks of `watch`. */
const WATCH_MS = 2_000;

/** `firebreak rollout plan|start|list|status|watch|pause|resume|promote|abort`: a new version by stages, under a judge. */
export function addRollout(program: Command, context: CommandContext): void {
  const noun = program
    .command('rollout')
    .summary('give a new version to users by stages, under a judge: plan, start, list, status, watch, pause, ...')
    .addHelpText('before', EXAMPLES);
  addPlan(noun, context);
  withServer(noun.command('start <plan>').summary('start a rollout of a plan of the protected branch'))
    .option('--change <id>', 'what is rolled out; without it the worst is assumed of it')
    .option('--in <repository>', 'FORGE:REPOSITORY, where several state a plan of that name')
    .option('--version <target=version>', 'what the engine calls the new version; repeatable', collect)
    .action(async (plan: string, _own: unknown, self: Command) => {
      const { change, in: repository, version } = self.optsWithGlobals<RolloutOptions>();
      const versions = version === undefined ? undefined : Object.fromEntries(version.map(pairOf));
      await act(context, self, { path: '', body: { plan, ...named({ change, repository, versions }) } });
    });
  withServer(noun.command('list').summary('what is rolled out, and by which plans')).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RolloutOptions>();
      const targets = plainTargets(options);
      const client = await serverClient(context, options, { acts: false });
      const document = documentOf(rolloutList, { value: await client.get('/api/v1/rollouts'), origin: client.origin });
      await emitPlain({ io: context.io, targets, document, text: rolloutListText(document) });
    },
  );
  withServer(
    noun
      .command('status <rollout>')
      .summary('where it stands (exit 1 aborted or rolled back, 3 paused or too little data)'),
  ).action(async (id: string, _own: unknown, self: Command) => {
    const options = self.optsWithGlobals<RolloutOptions>();
    const targets = plainTargets(options);
    const document = await reportOf(await serverClient(context, options, { acts: false }), id);
    context.exit(exitOf(document));
    await emitPlain({ io: context.io, targets, document, text: rolloutText(document) });
  });
  withServer(noun.command('watch <rollout>').summary('the same until it ends or pauses, live on a terminal')).action(
    async (id: string, _own: unknown, self: Command) => watch(context, self, id),
  );
  for (const [name, summary] of [
    ['pause', 'stand still until a human goes on; whoever may brake may'],
    ['promote', 'leave the stage by the word of a human'],
  ] as const) {
    withServer(noun.command(`${name} <rollout>`).summary(summary))
      .requiredOption('--reason <text>', 'why')
      .action(async (id: string, _own: unknown, self: Command) => {
        const { reason } = self.optsWithGlobals<RolloutOptions>();
        await act(context, self, { path: `/${encodeURIComponent(id)}/${name}`, body: { reason } });
      });
  }
  withServer(noun.command('resume <rollout>').summary('go on; only a human')).action(
    async (id: string, _own: unknown, self: Command) =>
      act(context, self, { path: `/${encodeURIComponent(id)}/resume`, body: {} }),
  );
  withServer(noun.command('abort <rollout>').summary('put the version before back, where that is safe'))
    .requiredOption('--reason <text>', 'why')
    .option('--insist', 'also where it is not safe; only a human')
    .option('--leave', 'end the rollout and leave traffic where it is; only a human')
    .action(async (id: string, _own: unknown, self: Command) => {
      const { reason, insist = false, leave = false } = self.optsWithGlobals<RolloutOptions>();
      await act(context, self, { path: `/${encodeURIComponent(id)}/abort`, body: { reason, insist, leave } });
    });
}

function addPlan(noun: Command, context: CommandContext): void {
  noun
    .command('plan [plan]')
    .summary('how long each stage will need, and what cannot be seen; asks no server')
    .requiredOption('--traffic <rate>', 'what is served, such as 1000/min')
    .requiredOption('--error-rate <share>', 'bad answers of the version that stands, such as 0.5%')
    .option('--share <metric=share>', 'how often a business metric happens, such as orders=2%; repeatable', collect)
    .option('--tier <tier>', 'tier of the change, 0 to 3; unknown where it is left out, which counts as 0')
    .option('--risk <percentile>', 'risk of the change among those of the repository, 0 to 100')
    .action(async (plan: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RolloutOptions>();
      const targets = plainTargets(options);
      const { firebreak, io } = context;
      const document = await firebreak.rolloutPlan({
        repository: repositoryOf(context, options),
        plan: plan ?? null,
        trafficPerMinute: rateOf(options.traffic ?? ''),
        errorRate: shareOf('--error-rate', options.errorRate ?? ''),
        shares: Object.fromEntries(
          (options.share ?? []).map(pairOf).map(([name, share]) => [name, shareOf('--share', share)]),
        ),
        weight: { tier: tierOf(options.tier), riskPercentile: riskOf(options.risk) },
        signal: io.signal,
      });
      await emitPlain({ io, targets, document, text: rolloutPlanText(document) });
    });
}

async function watch(context: CommandContext, self: Command, id: string): Promise<void> {
  const { io } = context;
  const options = self.optsWithGlobals<RolloutOptions>();
  const targets = plainTargets(options);
  const client = await serverClient(context, options, { acts: false });
  const isLive = io.stdoutIsTerminal && targets.every(({ format, file }) => format === 'text' && file === null);
  let told = '';
  let lines = 0;
  for (;;) {
    const document = await reportOf(client, id);
    const isOver = document.state !== 'running' && document.state !== 'stopping';
    const text = rolloutText(document);
    if (isLive) {
      // Over what stood there: up as many lines as were written, then away with the rest of the screen.
      await io.writeOut(`${lines === 0 ? '' : `\u001b[${lines}A\u001b[0J`}${text}`);
      lines = text.split('\n').length - 1;
    } else if (!isOver && document.text !== told) {
      io.writeErr(`${document.text}\n`);
      told = document.text;
    }
    if (isOver) {
      context.exit(exitOf(document));
      if (!isLive) await emitPlain({ io, targets, document, text });
      return;
    }
    await sleep(WATCH_MS, undefined, { signal: io.signal });
  }
}

async function reportOf(client: ServerClient, id: string): Promise<RolloutReport> {
  const value = await client.get(`/api/v1/rollouts/${encodeURIComponent(id)}`);
  return documentOf(rolloutReport, { value, origin: client.origin });
}

async function act(
  context: CommandContext,
  self: Command,
  asked: { readonly path: string; readonly body: object },
): Promise<void> {
  const options = self.optsWithGlobals<RolloutOptions>();
  const targets = plainTargets(options);
  const client = await serverClient(context, options, { acts: true });
  const value = await client.post(`/api/v1/rollouts${asked.path}`, asked.body);
  const document = documentOf(rolloutAnswer, { value, origin: client.origin });
  await emitPlain({ io: context.io, targets, document, text: `${document.rollout}: ${document.text}\n` });
}

/** 1 = the version before was put back; 3 = it stands still, or nothing can be said yet. */
function exitOf({ state, too_little: isTooLittle }: RolloutReport): number {
  if (state === 'aborted' || state === 'rolled-back' || state === 'stopping') return EXIT.blocked;
  if (state === 'finished' || state === 'left') return EXIT.allowed;
  return state === 'paused' || isTooLittle ? EXIT.held : EXIT.allowed;
}

const PER_MINUTE: Readonly<Record<string, number>> = { s: 60, sec: 60, min: 1, m: 1, h: 1 / 60 };

function rateOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)\/(s|sec|min|m|h)$/.exec(text) ?? [];
  const rate = Number(number) * (PER_MINUTE[unit] ?? 0);
  if (rate > 0) return rate;
  throw new UsageError(`--traffic ${text} is no rate`, 'Write it as 1000/min, 20/s or 500/h.');
}

function shareOf(option: string, text: string): number {
  const [, number = '', percent = ''] = /^(\d{1,3}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? [];
  const share = number === '' ? Number.NaN : Number(number) / (percent === '%' ? 100 : 1);
  if (share > 0 && share < 1) return share;
  throw new UsageError(`${option} ${text} is no share above 0 and below 1`, 'Write it as 0.5% or 0.005.');
}

function tierOf(text: string | undefined): 0 | 1 | 2 | 3 | null {
  if (text === undefined) return null;
  const tier = ([0, 1, 2, 3] as const).find((each) => String(each) === text);
  if (tier === undefined) throw new UsageError(`--tier ${text} is no tier`, 'Write 0, 1, 2 or 3.');
  return tier;
}

function riskOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const percentile = /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (percentile >= 0 && percentile <= 100) return percentile / 100;
  throw new UsageError(`--risk ${text} is no percentile`, 'Write a number from 0 to 100.');
}

function pairOf(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0 && cut < text.length - 1) return [text.slice(0, cut), text.slice(cut + 1)];
  throw new UsageError(`${text} is no NAME=VALUE`, 'Write it as name=value.');
}

function named(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
