import type { Command } from 'commander';
import type { ProposalRequest } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';

export interface ProposalOptions {
  readonly base?: string;
  readonly head?: string;
  readonly range?: string;
  readonly staged?: boolean;
  readonly change?: string;
}

/** Adds the options that say which change is meant. */
export function addProposalOptions(command: Command): Command {
  return command
    .option('--base <ref>', 'what the change will land on (the default branch)')
    .option('--head <ref>', 'the proposed commit or branch (HEAD)')
    .option('--range <a..b>', 'exactly these commits')
    .option('--staged', 'what is in the index')
    .option('--change <commit>', 'a change that has landed');
}

/** The one proposal the options name; refuses contradictions. */
export function proposalOf(options: ProposalOptions): ProposalRequest {
  const branch = options.base !== undefined || options.head !== undefined;
  const named = [branch, options.range !== undefined, options.staged === true, options.change !== undefined];
  if (named.filter(Boolean).length > 1) {
    throw new UsageError('more than one change is named', 'Use one of --base/--head, --range, --staged or --change.');
  }
  if (options.range !== undefined) return { kind: 'range', range: options.range };
  if (options.staged === true) return { kind: 'staged' };
  if (options.change !== undefined) return { kind: 'landed', commit: options.change };
  return { kind: 'branch', head: options.head ?? 'HEAD', base: options.base ?? null };
}
