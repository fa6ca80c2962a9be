import type { Command } from 'commander';
import type { QueueAnswer, QueueReport } from '../../../contract/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { collect, parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { queueOutputText, queueRunText, queueText, queueWhyText } from '../text/queue.ts';
import type { CommandContext } from './context.ts';
import { localQueueOf, openQueueDoor, type QueueDoor, type QueueOptions } from './queue-door.ts';
import { addQueueSimulate } from './queue-simulate.ts';
import { fileOf } from './repository.ts';

interface AddOptions extends QueueOptions {
  readonly hotfix?: boolean;
  readonly revert?: string;
  readonly target?: readonly string[];
  readonly context?: string;
}

interface FreezeOptions extends QueueOptions {
  readonly target?: readonly string[];
  readonly until?: string;
  readonly end?: string;
}

interface ListOptions extends QueueOptions {
  readonly first?: string;
}

interface OutputOptions extends QueueOptions {
  readonly lines?: string;
}

interface RunOptions extends QueueOptions {
  readonly build?: string;
  readonly workers?: string;
  readonly env?: readonly string[];
  readonly watch?: boolean;
}

/** `firebreak queue add|list|why|output|eject|pause|resume|freeze|run`: changes land one proved tree after the other. */
export function addQueue(program: Command, context: CommandContext): void {
  const noun = program
    .command('queue')
    .summary(
      'land changes one proved tree after the other: add, list, why, output, eject, pause, resume, freeze, run, simulate',
    )
    .description(
      'A merge queue over a bare repository: every tree is built before the branch becomes it. Needs the gate to let a change pass.',
    );
  addAdd(noun, context);
  addList(noun, context);
  addWhy(noun, context);
  addOutput(noun, context);
  addEject(noun, context);
  addPause(noun, context);
  addResume(noun, context);
  addFreeze(noun, context);
  addRun(noun, context);
  addQueueSimulate(noun, context);
}

function addAdd(noun: Command, context: CommandContext): void {
  withQueue(
    noun.command('add').summary('queue a branch or a commit, if the gate lets it pass (exit 1 blocked, 3 held)'),
  )
    .argument('[change]', 'branch or commit')
    .option('--hotfix', 'before everything but reverts; what is built already is kept')
    .option('--revert <commit>', 'take back what this commit of the branch brought, before everything else')
    .option('--target <name>', 'a target that it touches, instead of those that are declared; repeatable', collect)
    .option('--context <file>', 'what only the forge knows: sign-offs, pull request, tickets (JSON)')
    .action(async (change: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<AddOptions>();
      const targets = plainTargets(options);
      if ((change === undefined) === (options.revert === undefined)) {
        throw new UsageError('one change is to be named', 'Give a branch, a commit, or --revert COMMIT.');
      }
      const door = await openQueueDoor(context, options);
      const answer = await door.add({
        change: change ?? '',
        lane: options.hotfix === true ? 'hotfix' : 'normal',
        revert: options.revert ?? null,
        targets: options.target ?? null,
        context: fileOf(context, options.context),
      });
      context.exit(exitOf(answer));
      await emitPlain({ io: context.io, targets, document: answer, text: `${answer.text}\n` });
    });
}

function addList(noun: Command, context: CommandContext): void {
  withQueue(noun.command('list').summary('what waits and for what, what is built, what was decided last'))
    .option('--first <number>', 'how many of what waits (text: 50; json: all)')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ListOptions>();
      const targets = plainTargets(options);
      const first = options.first === undefined ? undefined : parseCount('--first', options.first);
      const document = await (await openQueueDoor(context, options)).list(first ?? null);
      await emitPlain({ io: context.io, targets, document, text: queueText(document, first) });
    });
}

function addWhy(noun: Command, context: CommandContext): void {
  withQueue(noun.command('why').summary('the one thing that an entry waits for, and the one thing to do'))
    .argument('<entry>', 'number of the entry, or name of its change')
    .action(async (entry: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<QueueOptions>();
      const targets = plainTargets(options);
      const document = await (await openQueueDoor(context, options)).why(entry);
      await emitPlain({ io: context.io, targets, document, text: queueWhyText(document) });
    });
}

function addOutput(noun: Command, context: CommandContext): void {
  withQueue(
    noun.command('output').summary('the end of what a build printed: of the one that decided an entry, or by id'),
  )
    .argument('<entry or build>', 'number of the entry, name of its change, or id of a build')
    .option('--lines <number>', 'how many of the last lines (200)')
    .action(async (named: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<OutputOptions>();
      const targets = plainTargets(options);
      const lines = options.lines === undefined ? null : parseCount('--lines', options.lines);
      const document = await (await openQueueDoor(context, options)).output(named, lines);
      await emitPlain({ io: context.io, targets, document, text: queueOutputText(document) });
    });
}

function addEject(noun: Command, context: CommandContext): void {
  withQueue(noun.command('eject').summary('take an entry out, and what is stacked on it'))
    .argument('<entry>', 'number of the entry, or name of its change')
    .requiredOption('--reason <text>', 'why')
    .action(async (entry: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<QueueOptions>();
      await answering(context, options, (door) => door.eject(entry, options.reason ?? ''));
    });
}

function addPause(noun: Command, context: CommandContext): void {
  withQueue(noun.command('pause').summary('build nothing and land nothing'))
    .requiredOption('--reason <text>', 'why')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<QueueOptions>();
      await answering(context, options, (door) => door.pause(options.reason ?? ''));
    });
}

function addResume(noun: Command, context: CommandContext): void {
  withQueue(noun.command('resume').summary('go on after a pause')).action(async (_own: unknown, self: Command) => {
    const options = self.optsWithGlobals<QueueOptions>();
    await answering(context, options, (door) => door.resume());
  });
}

function addFreeze(noun: Command, context: CommandContext): void {
  withQueue(noun.command('freeze').summary('go on building and land nothing, for some targets or all'))
    .option('--reason <text>', 'why')
    .option('--target <name>', 'only what touches this target; repeatable', collect)
    .option('--until <moment>', 'ends by itself then (2026-01-31T18:00:00Z)')
    .option('--end <freeze>', 'end this freeze')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<FreezeOptions>();
      const { reason, target, until, end } = options;
      if ((reason === undefined) === (end === undefined)) {
        throw new UsageError('a freeze needs a reason, or the freeze that ends', 'Give --reason TEXT or --end FREEZE.');
      }
      await answering(context, options, (door) =>
        end === undefined
          ? door.freeze({ reason: reason ?? '', targets: target ?? null, until: until ?? null })
          : door.thaw(end),
      );
    });
}

function addRun(noun: Command, context: CommandContext): void {
  withLocal(noun.command('run').summary('build and land until nothing more can be done (exit 1 sent back, 3 waiting)'))
    .option('--build <command>', 'how a tree is built and tested; 0 is passed (queue.build of firebreak.yaml)')
    .option('--workers <number>', 'builds at once (queue.workers of firebreak.yaml)')
    .option('--env <name>', 'a variable that builds may see; repeatable', collect)
    .option('--watch', 'go on until interrupted')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RunOptions>();
      const targets = plainTargets(options);
      const { build, workers, env = [], watch } = options;
      sayUnset(context, env);
      const document = await context.firebreak.queue.run({
        ...localQueueOf(context, options),
        build: build ?? null,
        workers: workers === undefined ? null : parseCount('--workers', workers),
        variables: env,
        isWatching: watch === true,
        onChange: (report) => context.progress({ what: whatHappens(report), done: 0, total: null }),
      });
      context.progress.clear();
      context.exit(document.ejected.length > 0 ? EXIT.blocked : document.waiting.length > 0 ? EXIT.held : EXIT.allowed);
      await emitPlain({ io: context.io, targets, document, text: queueRunText(document) });
    });
}

/** A build that misses a variable fails far from where it was forgotten. */
function sayUnset({ io }: CommandContext, names: readonly string[]): void {
  for (const name of names) {
    if (!/^[A-Za-z_]\w{0,200}$/.test(name)) {
      // What was given is not repeated: it may hold the value.
      throw new UsageError(
        '--env takes the name of a variable, without a value',
        'Set it before, and name it: --env NAME',
      );
    }
    if (io.env[name] === undefined) io.writeErr(`firebreak: ${name} is not set here: builds do not get it (--env)\n`);
  }
}

function whatHappens({ waiting, running }: QueueReport): string {
  return `${waiting} waiting, ${running.length} building`;
}

async function answering(
  context: CommandContext,
  options: QueueOptions,
  ask: (door: QueueDoor) => Promise<QueueAnswer>,
): Promise<void> {
  const targets = plainTargets(options);
  const answer = await ask(await openQueueDoor(context, options));
  await emitPlain({ io: context.io, targets, document: answer, text: `${answer.text}\n` });
}

function exitOf({ refused }: QueueAnswer): number {
  if (refused === null) return EXIT.allowed;
  return refused.verdict === 'block' ? EXIT.blocked : EXIT.held;
}

function withQueue(command: Command): Command {
  return withLocal(command)
    .option('--server <url>', 'the queue of this server instead of one here')
    .option('--in <queue>', 'which of its queues, where it serves several: FORGE:REPOSITORY@BRANCH')
    .option('--token-file <file>', 'file with a token (FIREBREAK_TOKEN); without one, your login');
}

function withLocal(command: Command): Command {
  return command
    .option('--branch <name>', 'branch that changes land on (the default branch)')
    .option('--data <dir>', "folder of the queue's log (firebreak/ in the git directory)");
}
