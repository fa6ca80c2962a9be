import { resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

/** The repository a command works on: `--repository`, or the path argument, or the current directory. */
export function repositoryOf(context: CommandContext, options: GlobalOptions, path?: string): string {
  if (options.repository !== undefined && path !== undefined) {
    throw new UsageError('the repository is given twice', 'Give either PATH or --repository PATH.');
  }
  return resolve(context.io.cwd, options.repository ?? path ?? '.');
}

/** A file the caller names, relative to where the caller stands. */
export function fileOf(context: CommandContext, path: string | undefined): string | null {
  return path === undefined ? null : resolve(context.io.cwd, path);
}

/** Reports that one check reads: more come from a pattern that caught something else. */
const FILE_LIMIT = 50;

/** The files of a repeatable option, each once, relative to where the caller stands. */
export function filesOf(context: CommandContext, paths: readonly string[] | undefined): readonly string[] {
  const files = [...new Set((paths ?? []).map((path) => resolve(context.io.cwd, path)))];
  if (files.length > FILE_LIMIT)
    throw new UsageError(`${files.length} reports are given`, `Give at most ${FILE_LIMIT}.`);
  return files;
}
