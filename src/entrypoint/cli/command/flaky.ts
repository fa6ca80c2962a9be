import type { Command } from 'commander';
import { EXIT, UsageError } from '../exit.ts';
import { parseCount } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { flakyJudgementText, flakyListText, flakyQuarantineText, flakyReadText } from '../text/flaky.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface ReadOptions extends GlobalOptions {
  readonly commit?: string;
  readonly at?: string;
  readonly load?: string;
  readonly repeats?: boolean;
  readonly outcome?: string;
}

interface JudgeOptions extends GlobalOptions {
  readonly breaks?: string;
  readonly load?: string;
  readonly repeats?: boolean;
}

interface QuarantineOptions extends GlobalOptions {
  readonly owner?: string;
  readonly days?: string;
}

/** One run writes a report for each class at most. */
const REPORT_LIMIT = 20_000;
/** A month: long enough for a repair, short enough to be asked again. */
const USUAL_DAYS = '30';
/** As the configuration warns of. */
const MOST_DAYS = 92;

/** `firebreak flaky read|list|judge|quarantine`: tests that fail now and then on good code. */
export function addFlaky(program: Command, context: CommandContext): void {
  const noun = program
    .command('flaky')
    .summary('tests that fail now and then on good code: read, list, judge, quarantine');
  addRead(noun, context);
  addList(noun, context);
  addJudge(noun, context);
  addQuarantine(noun, context);
}

function addRead(noun: Command, context: CommandContext): void {
  noun
    .command('read')
    .summary('the JUnit reports of one run on a commit; call it again for each run of the same commit')
    .argument('[reports...]', 'JUnit XML files of one run')
    .requiredOption('--commit <rev>', 'what the tests ran on')
    .option('--at <moment>', 'when they ran (2026-01-31T12:00:00Z); now where it is left out')
    .option('--load <share>', 'busy share of the workers while they ran, 0 to 1')
    .option('--repeats', 'a name that stands several times is one test, tried again')
    .option('--outcome <word>', 'good or bad: what became known of the commit since')
    .addHelpText(
      'after',
      '\nExamples:\n  $ firebreak flaky read build/test-results/*.xml --commit HEAD\n  $ firebreak flaky read --commit 3f2a9c1 --outcome good',
    )
    .action(async (reports: readonly string[], _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ReadOptions>();
      const targets = plainTargets(options);
      const outcome = outcomeOf(options.outcome);
      if (reports.length === 0 && outcome === null) throw new UsageError('no report is given', 'Name JUnit XML files.');
      const document = await context.firebreak.flaky.read({
        repository: repositoryOf(context, options),
        reports: reportsOf(context, reports),
        commit: options.commit ?? '',
        at: momentOf(options.at),
        load: shareOf('--load', options.load),
        repeats: options.repeats === true,
        outcome,
      });
      await emitPlain({ io: context.io, targets, document, text: flakyReadText(document) });
    });
}

function addList(noun: Command, context: CommandContext): void {
  noun
    .command('list')
    .summary('how likely each test fails on good code, and what is in quarantine')
    .argument('[path]', 'repository (the current directory)')
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.flaky.list({ repository: repositoryOf(context, options, path) });
      await emitPlain({ io: context.io, targets, document, text: flakyListText(document) });
    });
}

/** Share of changes that break something, where nobody says more of this one. */
const USUAL_BREAKS = '0.05';

function addJudge(noun: Command, context: CommandContext): void {
  noun
    .command('judge')
    .summary('whether a failed build failed by tests that count (exit 0 all in quarantine, 1 no, 3 only interrupted)')
    .argument('<reports...>', 'JUnit XML files of the build')
    .option('--breaks <share>', 'how likely the change was at fault before the build, 0 to 1', USUAL_BREAKS)
    .option('--load <share>', 'busy share of the workers while it ran, 0 to 1')
    .option('--repeats', 'a name that stands several times is one test, tried again')
    .addHelpText('after', '\nExample:\n  $ npm test || firebreak flaky judge reports/*.xml')
    .action(async (reports: readonly string[], _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<JudgeOptions>();
      const targets = plainTargets(options);
      const document = await context.firebreak.flaky.judge({
        repository: repositoryOf(context, options),
        reports: reportsOf(context, reports),
        breaks: shareOf('--breaks', options.breaks) ?? Number(USUAL_BREAKS),
        load: shareOf('--load', options.load),
        repeats: options.repeats === true,
      });
      context.exit(
        document.verdict === 'excused' ? EXIT.allowed : document.verdict === 'failed' ? EXIT.blocked : EXIT.held,
      );
      await emitPlain({ io: context.io, targets, document, text: flakyJudgementText(document) });
    });
}

function addQuarantine(noun: Command, context: CommandContext): void {
  noun
    .command('quarantine')
    .summary('prints what to add to firebreak.yaml so that a test fails no build for a time; writes nothing')
    .argument('[tests...]', 'names as `firebreak flaky list` prints them; those that are worth it where left out')
    .requiredOption('--owner <who>', 'who repairs them: @team, @handle or mail')
    .option('--days <count>', 'how long', USUAL_DAYS)
    .action(async (tests: readonly string[], _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<QuarantineOptions>();
      const targets = plainTargets(options);
      const days = parseCount('--days', options.days ?? USUAL_DAYS);
      if (days > MOST_DAYS) throw new UsageError(`--days takes at most ${MOST_DAYS}`);
      const document = await context.firebreak.flaky.quarantine({
        repository: repositoryOf(context, options),
        tests,
        owner: options.owner ?? '',
        days,
      });
      await emitPlain({ io: context.io, targets, document, text: flakyQuarantineText(document) });
    });
}

function reportsOf(context: CommandContext, reports: readonly string[]): readonly string[] {
  if (reports.length > REPORT_LIMIT) {
    throw new UsageError(`${reports.length} reports are given`, `Give at most ${REPORT_LIMIT}.`);
  }
  return reports.map((report) => fileOf(context, report) ?? report);
}

function outcomeOf(value: string | undefined): 'good' | 'bad' | null {
  if (value === undefined || value === 'good' || value === 'bad') return value ?? null;
  throw new UsageError(`unknown outcome "${value}"`, 'Use good or bad.');
}

function momentOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(value) && !Number.isNaN(Date.parse(value)))
    return value;
  throw new UsageError(`--at ${value} is no moment`, 'Use a moment in UTC: 2026-01-31T12:00:00Z.');
}

function shareOf(flag: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const share = /^(0|1|0?\.\d{1,6}|1\.0{1,6})$/.test(value) ? Number(value) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`${flag} ${value} is no share`, 'Use a number from 0 to 1.');
}
