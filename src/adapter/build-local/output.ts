import { constants } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOutput } from '../../domain/merge-queue/index.ts';

/** Bytes of the end of a build's output that are kept. */
export const KEPT_OUTPUT = 262_144;
/** Stands for what came before the end that is kept. */
const CUT = '[what came before is not kept]\n';
/** Shorter values are words of every day: to hide `true` would make an output unreadable. */
const HIDDEN_LENGTH = 8;
const ID = /^[\w.-]{1,120}$/;

/** Keeps the end of what a build printed; of variables that it was given, names stand for values. */
export async function writeOutput(
  folder: string,
  given: { readonly id: string; readonly output: string; readonly variables: Readonly<Record<string, string>> },
): Promise<void> {
  const said = withoutValues(given);
  const isCut = Buffer.byteLength(given.output) >= KEPT_OUTPUT;
  // What was cut begins in the middle of a line.
  const text = isCut ? `${CUT}${said.slice(said.indexOf('\n') + 1)}` : said;
  await writeFile(pathOf(folder, given.id), text, { mode: 0o600 });
}

/** The end of what a build of this folder printed, also while another process builds in it; `null` = nothing is kept. */
export async function readBuildOutput(folder: string, id: string): Promise<BuildOutput | null> {
  if (!ID.test(id)) return null;
  const file = await open(pathOf(folder, id), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (file === null) return null;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return null;
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(KEPT_OUTPUT),
      position: Math.max(0, stat.size - KEPT_OUTPUT),
    });
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    if (text.startsWith(CUT)) return { text: text.slice(CUT.length), isCut: true };
    return { text, isCut: stat.size > KEPT_OUTPUT };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

function withoutValues({ output, variables }: Parameters<typeof writeOutput>[1]): string {
  const hidden = Object.entries(variables).filter(([, value]) => value.length >= HIDDEN_LENGTH);
  // The longest first: one may hold another.
  hidden.sort(([, one], [, other]) => other.length - one.length);
  return hidden.reduce((text, [name, value]) => text.replaceAll(value, () => `$${name}`), output);
}

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.log`);
}
