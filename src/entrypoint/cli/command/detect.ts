import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../exit.ts';
import { parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { detectionText } from '../text/detection.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface DetectOptions extends GlobalOptions {
  readonly season?: string;
  readonly budget: string;
  readonly only?: string;
}

/** `firebreak detect FILE`: the alarms of one series, as they would have been at the time. */
export function addDetect(program: Command, context: CommandContext): void {
  program
    .command('detect')
    .argument('<file>', 'CSV with the columns timestamp,value')
    .summary('what alarms a series of yours would have raised, and why')
    .option('--budget <rate>', 'false alarms that are borne, such as 1/week or 3/month', '1/week')
    .option('--season <samples>', 'length of the season in samples; 0 = none (a day and a week are tried)')
    .option('--only <direction>', 'drop or rise')
    .action(async (file: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<DetectOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.detect({
        file: resolve(context.io.cwd, file),
        season: options.season === undefined ? null : seasonOf(options.season),
        alarmsPerWeek: budgetOf(options.budget),
        directions: directionsOf(options.only),
      });
      await emitPlain({ io: context.io, targets, document, text: detectionText(document) });
    });
}

/** Weeks of a month and a day, on average. */
const PER_WEEK = { day: 7, week: 1, month: 12 / 52.18, year: 1 / 52.18 } as const;

function budgetOf(value: string): number {
  const [, count = '', span = ''] = /^(\d{1,4}(?:\.\d{1,4})?)\/(day|week|month|year)$/.exec(value) ?? [];
  if (!(Number(count) > 0)) throw new UsageError(`--budget takes a rate such as 1/week, not "${value}"`);
  return Number(count) * PER_WEEK[span as keyof typeof PER_WEEK];
}

function seasonOf(value: string): number {
  if (value === '0') return 0;
  const season = parseCount('--season', value);
  if (season < 12 || season > 5_100) throw new UsageError('--season takes 0, or 12 to 5100 samples');
  return season;
}

function directionsOf(value: string | undefined): readonly ('drop' | 'rise')[] {
  if (value === undefined) return ['drop', 'rise'];
  if (value === 'drop' || value === 'rise') return [value];
  throw new UsageError(`--only takes drop or rise, not "${value}"`);
}
