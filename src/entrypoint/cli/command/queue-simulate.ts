import type { Command } from 'commander';
import { UsageError } from '../exit.ts';
import { collect, parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { queueSimulationText } from '../text/queue-simulation.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';

interface SimulateOptions extends GlobalOptions {
  readonly landed?: boolean;
  readonly changes: string;
  readonly workers: string;
  readonly perHour?: string;
  readonly buildMinutes: string;
  readonly failing: string;
  readonly sharing: string;
  readonly conflicting: string;
  readonly flaking: string;
  readonly seeds: string;
  readonly strategy?: readonly string[];
}

/** More would run for hours. */
const MOST = { changes: 2000, workers: 2000, seeds: 50 } as const;

/** `firebreak queue simulate`: ways to run a queue on the same changes in virtual time. */
export function addQueueSimulate(noun: Command, context: CommandContext): void {
  noun
    .command('simulate')
    .summary('compare ways to run a queue on drawn or on your landed changes')
    .option('--landed', "arrivals and shared files of the repository's landed changes")
    .option('--changes <number>', 'how many changes', '200')
    .option('--workers <number>', 'builds at once', '8')
    .option('--per-hour <number>', 'changes an hour (as many as the workers build; with --landed, as they landed)')
    .option('--build-minutes <number>', 'median of a build', '12')
    .option('--failing <share>', 'changes that break the branch by themselves', '0.05')
    .option('--sharing <share>', 'pairs of drawn changes that share a target', '0.05')
    .option('--conflicting <share>', 'of pairs that share one, those that break together', '0.033')
    .option('--flaking <share>', 'builds of a green tree that fail', '0.015')
    .option('--seeds <number>', 'draws', '3')
    .option('--strategy <name>', 'only this one besides Firebreak and the oracle; repeatable', collect)
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<SimulateOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.simulateQueue({
        repository: repositoryOf(context, options),
        isLanded: options.landed === true,
        changes: within('--changes', options.changes, MOST.changes),
        workers: within('--workers', options.workers, MOST.workers),
        perHour: options.perHour === undefined ? null : positive('--per-hour', options.perHour),
        buildMinutes: positive('--build-minutes', options.buildMinutes),
        failure: share('--failing', options.failing),
        potential: share('--sharing', options.sharing),
        real: share('--conflicting', options.conflicting),
        flake: share('--flaking', options.flaking),
        seeds: within('--seeds', options.seeds, MOST.seeds),
        strategies: options.strategy ?? null,
        progress: context.progress,
      });
      context.progress.clear();
      await emitPlain({ io: context.io, targets, document, text: queueSimulationText(document) });
    });
}

function within(flag: string, value: string, most: number): number {
  const count = parseCount(flag, value);
  if (count > most) throw new UsageError(`${flag} takes at most ${most}`);
  return count;
}

function positive(flag: string, value: string): number {
  const number = /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : 0;
  if (!(number > 0)) throw new UsageError(`${flag} takes a number above 0, not "${value}"`);
  return number;
}

/** A share of everything would leave nothing to land. */
function share(flag: string, value: string): number {
  const number = /^(0|1|0?\.\d{1,6})$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || (number > 0.5 && flag !== '--sharing')) {
    throw new UsageError(`${flag} takes a share from 0 to ${flag === '--sharing' ? 1 : 0.5}, not "${value}"`);
  }
  return number;
}
