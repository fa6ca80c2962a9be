import { resolve } from 'node:path';
import { Fault } from '../../kernel/index.ts';
import { jsonText, plain } from './format/index.ts';
import { type Io, wantsColor } from './io.ts';
import { parseFormats } from './option.ts';

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
    await writeReport(io, target.file, render(target.format, { color: false, width }));
  }
  for (const target of targets) {
    if (target.file !== null) continue;
    await io.writeOut(withNewline(render(target.format, { color: wantsColor(io, options.color), width })));
  }
}

/** Writes one file, named as the caller stands; gives its full path. Fault: it cannot be written. */
export async function writeReport(io: Io, file: string, content: string): Promise<string> {
  const path = resolve(io.cwd, file);
  await io.writeFile(path, content).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write',
      message: `cannot write ${plain(path)}: ${plain(reason)}`,
      fix: 'Name a file in a folder that is there and may be written to.',
      cause,
    });
  });
  return path;
}

type PlainTarget = { readonly format: 'text' | 'json'; readonly file: string | null };

/** Where a document goes that has text and JSON only; to be asked before anything is done. */
export function plainTargets(options: Parameters<typeof parseFormats>[0]['options']): readonly PlainTarget[] {
  return parseFormats({ options, known: ['text', 'json'], fallback: 'text' });
}

/** Writes a document that has text and JSON only. */
export function emitPlain(options: {
  readonly io: Io;
  readonly targets: readonly PlainTarget[];
  readonly document: unknown;
  readonly text: string;
}): Promise<void> {
  const { io, targets, document, text } = options;
  // Last wall: a name in a repository must not reach the terminal as a command to it.
  const shown = text.split('\n').map(plain).join('\n');
  return emit({ io, color: false, targets, render: (format) => (format === 'json' ? toJson(document) : shown) });
}

/** Pretty JSON for one document, safe to show. */
export function toJson(value: unknown): string {
  return jsonText(value);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
