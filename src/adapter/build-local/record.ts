import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BUILD_OUTCOMES } from '../../domain/merge-queue/index.ts';

/** What is written down of a build beside its folder. */
export const buildRecord = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('running'),
    /** Leader of the process group; `null` = it did not start yet. */
    pid: z.int().nullable(),
    started: z.string().nullable(),
    mark: z.string(),
  }),
  z.object({
    state: z.literal('ended'),
    outcome: z.enum(BUILD_OUTCOMES),
    code: z.string(),
    build: z.string(),
    /** What is wrong with what was built, in words. */
    detail: z.string().exactOptional(),
  }),
]);
export type BuildRecord = z.output<typeof buildRecord>;

const SUFFIX = '.json';

/** Writes what is known of a build, whole or not at all. */
export async function writeRecord(folder: string, id: string, record: BuildRecord): Promise<void> {
  const path = join(folder, `${id}${SUFFIX}`);
  const draft = `${path}.draft`;
  await writeFile(draft, JSON.stringify(record), { mode: 0o600 });
  await rename(draft, path);
}

/** `null` = nothing is known of it. */
export async function readRecord(folder: string, id: string): Promise<BuildRecord | null> {
  const text = await readFile(join(folder, `${id}${SUFFIX}`), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return buildRecord.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Ids of builds of which something is known. */
export async function recordedIds(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
}
