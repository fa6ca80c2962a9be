import type { Command } from 'commander';
import { UsageError } from '../exit.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { expectedLossText } from '../text/incident-cost.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';

interface CostOptions extends GlobalOptions {
  readonly failure: string;
  readonly minutes: string;
  readonly exposed: string;
  readonly drop: string;
  readonly conversion?: string;
  readonly sessions?: string;
}

/** `firebreak incident expect`: what a change may cost before it is taken back, and what its canary cannot see. */
export function addIncidentExpect(noun: Command, context: CommandContext): void {
  noun
    .command('expect <flow>')
    .summary('what a change may cost in a flow before it is taken back, and what its canary cannot see')
    .requiredOption('--failure <range>', 'probability that it fails, such as 2..6%')
    .requiredOption('--minutes <range>', 'until it is seen and taken back, such as 10..90')
    .option('--exposed <range>', 'share of users who have it meanwhile', '100%')
    .option('--drop <range>', 'share of their orders that fail', '100%')
    .option('--conversion <share>', 'share of sessions that buy: asks what the canary could see')
    .option('--sessions <n>', 'sessions of the canary')
    .action(async (flow: string, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<CostOptions>();
      const targets = plainTargets(options);
      const { io, firebreak } = context;
      const document = await firebreak.expectedLoss({
        repository: repositoryOf(context, options),
        flow,
        failure: shareRange('--failure', options.failure),
        minutes: rangeOf('--minutes', options.minutes),
        exposed: shareRange('--exposed', options.exposed),
        drop: shareRange('--drop', options.drop),
        canary: canaryOf(options),
        signal: io.signal,
      });
      await emitPlain({ io, targets, document, text: expectedLossText(document) });
    });
}

function canaryOf({ conversion, sessions }: CostOptions) {
  if (conversion === undefined && sessions === undefined) return null;
  const { low } = shareRange('--conversion', conversion ?? '');
  const count = rangeOf('--sessions', sessions ?? '').low;
  if (!(low > 0 && low < 1) || count < 1) {
    throw new UsageError('a canary needs --conversion between 0 and 100 % and --sessions', 'Such as 3% and 50000.');
  }
  return { conversion: low, sessions: count };
}

function shareRange(flag: string, text: string): { readonly low: number; readonly high: number } {
  const isPercent = text.trim().endsWith('%');
  const { low, high } = rangeOf(flag, text.trim().replace(/%$/, ''));
  const share = isPercent ? { low: low / 100, high: high / 100 } : { low, high };
  if (share.high > 1) throw new UsageError(`${flag} is a share`, 'Give it as 2..6% or 0.02..0.06.');
  return share;
}

function rangeOf(flag: string, text: string): { readonly low: number; readonly high: number } {
  const found = /^(\d{1,12}(?:\.\d{1,6})?)(?:\.\.(\d{1,12}(?:\.\d{1,6})?))?$/.exec(text.trim());
  const low = Number(found?.[1]);
  const high = Number(found?.[2] ?? found?.[1]);
  if (found === null || low > high) throw new UsageError(`${flag} takes a number or a range`, 'Such as 10 or 10..90.');
  return { low, high };
}
