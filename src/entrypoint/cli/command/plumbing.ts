import type { Command } from 'commander';
import { completionScript, SHELLS } from '../completion.ts';
import { EXIT, UsageError } from '../exit.ts';
import { emitPlain, plainTargets, toJson } from '../output.ts';
import { doctorText } from '../text/doctor.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';

/** `doctor`, `schema`, `completion`. */
export function addPlumbing(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .summary('what stands in the way of trusting the figures (exit 1 on a problem)')
    .argument('[path]', 'repository (the current directory)')
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const targets = plainTargets(options);
      const report = await context.firebreak.doctor({ repository: repositoryOf(context, options, path) });
      context.exit(report.checks.some((check) => check.status === 'problem') ? EXIT.blocked : EXIT.allowed);
      await emitPlain({ io: context.io, targets, document: report, text: doctorText(report) });
    });
  program
    .command('schema')
    .summary('JSON Schema (draft-07) of firebreak.yaml, or of a document')
    .argument('[name]', context.firebreak.schemaNames.join(', '), 'configuration')
    .action(async (name: string) => {
      const schema = context.firebreak.schema(name);
      if (schema === null) {
        throw new UsageError(
          `there is no schema "${name}"`,
          `Use one of: ${context.firebreak.schemaNames.join(', ')}.`,
        );
      }
      await context.io.writeOut(toJson(schema));
    });
  program
    .command('completion')
    .summary('completion script for a shell')
    .argument('<shell>', SHELLS.join(', '))
    .addHelpText(
      'after',
      '\nExample:\n  $ firebreak completion bash > ~/.local/share/bash-completion/completions/firebreak',
    )
    .action(async (shell: string) => {
      const known = SHELLS.find((name) => name === shell);
      if (known === undefined)
        throw new UsageError(`no completion for "${shell}"`, `Use one of: ${SHELLS.join(', ')}.`);
      await context.io.writeOut(completionScript(known, program));
    });
}
