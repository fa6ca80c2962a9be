import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { lintText, policyTestText } from '../text/policy.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { addExplain } from './explain.ts';
import { fileOf, repositoryOf } from './repository.ts';

/** `firebreak policy lint|test|explain`. */
export function addPolicy(program: Command, context: CommandContext): void {
  const noun = program.command('policy').summary('rules as code: lint, test, explain');
  noun
    .command('lint')
    .summary('errors, dead rules, rules that nobody could satisfy, and what ends when (exit 1 on errors)')
    .argument('[file]', 'policy file (the repository’s own)')
    .action(async (file: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const targets = plainTargets(options);
      const report = await context.firebreak.lintPolicy({
        repository: repositoryOf(context, options),
        policy: fileOf(context, file ?? options.policy),
      });
      const errors = report.problems.filter((problem) => problem.severity === 'error').length;
      context.exit(errors === 0 ? EXIT.allowed : EXIT.blocked);
      await emitPlain({ io: context.io, targets, document: report, text: lintText(report) });
    });
  noun
    .command('test')
    .summary('run the cases of policy test files (exit 1 if one fails)')
    .argument('[files...]', 'FILE.test.yaml (those beside the repository’s policy)')
    .action(async (files: readonly string[], _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const targets = plainTargets(options);
      const report = await context.firebreak.testPolicy({
        repository: repositoryOf(context, options),
        files: files.map((file) => fileOf(context, file) ?? file),
      });
      context.exit(report.failed === 0 ? EXIT.allowed : EXIT.blocked);
      await emitPlain({ io: context.io, targets, document: report, text: policyTestText(report) });
    });
  addExplain(noun, context);
}
