import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../exit.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { attributionText } from '../text/attribution.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface AttributeOptions extends GlobalOptions {
  readonly case?: string;
  readonly reasons: boolean;
}

/** `firebreak attribute`: which change may have caused an incident, from what is known of it. */
export function addAttribute(program: Command, context: CommandContext): void {
  program
    .command('attribute')
    .argument('[file]', 'a document of the case, or its folder')
    .summary('which change may have caused an incident, how surely, and why')
    .option('--case <dir>', 'the folder of the case')
    .option('--reasons', 'every reason of every candidate that is shown', false)
    .action(async (file: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<AttributeOptions>();
      const targets = plainTargets(options);
      const named = [file, options.case].filter((place) => place !== undefined);
      const [place] = named;
      if (place === undefined || named.length > 1) throw new UsageError('give one case: a FILE, or --case DIR');
      const document = await context.firebreak.attribute({ place: resolve(context.io.cwd, place) });
      const text = attributionText(document, { withReasons: options.reasons });
      await emitPlain({ io: context.io, targets, document, text });
    });
}
