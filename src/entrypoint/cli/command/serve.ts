import { type Command, Option } from 'commander';
import type { CommandContext } from './context.ts';

interface ServeOptions {
  readonly data?: string;
  readonly listen?: string;
  readonly repositories: readonly string[];
}

/** `firebreak serve`: one node of the server, until it is ended. */
export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .summary('the server: pages, sign-offs, webhooks; nothing needs to be configured')
    .option('--data <dir>', 'where everything is kept (FIREBREAK_DATA; default ./firebreak-data)')
    .option('--listen <host:port>', 'where to listen (FIREBREAK_LISTEN; default 127.0.0.1:4680)')
    .addOption(
      new Option('--repositories <dir>', 'a bare repository to serve; may be repeated (FIREBREAK_REPOSITORIES)')
        .default([])
        .argParser((value: string, all: readonly string[]) => [...all, value]),
    )
    .action(async (own: ServeOptions) => {
      const { data, listen, repositories } = own;
      await context.serve({ data, listen, repositories });
    });
}
