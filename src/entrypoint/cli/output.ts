import { resolve } from 'node:path';
import { type Io, wantsColor } from './io.ts';

/** How text may look where it goes: no colour in a file. */
export interface Look {
  readonly color: boolean;
  readonly width: number;
}

/**
 * Writes each target: files first and stdout last, so that a report exists whatever the exit code does to a pipeline.
 */
export async function emit<Name extends string>(options: {
  readonly io: Io;
  /** The `--color` flag. */
  readonly color: boolean | undefined;
  readonly targets: readonly { readonly format: Name; readonly file: string | null }[];
  readonly render: (format: Name, look: Look) => string;
}): Promise<void> {
  const { io, targets, render } = options;
  const width = io.columns;
  for (const target of targets) {
    if (target.file === null) continue;
    await io.writeFile(resolve(io.cwd, target.file), render(target.format, { color: false, width }));
  }
  for (const target of targets) {
    if (target.file !== null) continue;
    await io.writeOut(withNewline(render(target.format, { color: wantsColor(io, options.color), width })));
  }
}

/** Pretty JSON for one document. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
