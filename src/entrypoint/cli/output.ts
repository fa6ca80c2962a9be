import { resolve } from 'node:path';
import type { Io } from './io.ts';

/**
 * Writes each target: files first and stdout last, so that a report exists whatever the exit code does to a pipeline.
 */
export async function emit<Name extends string>(options: {
  readonly io: Io;
  readonly targets: readonly { readonly format: Name; readonly file: string | null }[];
  readonly render: (format: Name, toFile: boolean) => string;
}): Promise<void> {
  const { io, targets, render } = options;
  for (const target of targets) {
    if (target.file !== null) await io.writeFile(resolve(io.cwd, target.file), render(target.format, true));
  }
  for (const target of targets) {
    if (target.file === null) await io.writeOut(withNewline(render(target.format, false)));
  }
}

/** Pretty JSON for one document. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
