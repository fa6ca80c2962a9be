import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { compileGlob, matchesPath } from '../../domain/catalog/index.ts';
import type { TestReport } from '../../domain/flaky-test/index.ts';
import type { BuildReports } from '../../domain/merge-queue/index.ts';

/** How reports of tests are found and read. */
export interface ReportPlaces {
  /** Patterns over paths of the tree; only files that end in `.xml` are reports. */
  readonly globs: readonly string[];
  readonly read: (path: string) => Promise<TestReport>;
}

/** Reports of one build: large builds have some thousand modules with a file each. */
const MAX_REPORTS = 2_000;
/** Bytes of all reports of one build. */
const MAX_BYTES = 268_435_456;
/** Entries of folders that are looked through; a pattern should name the folder of the reports. */
const MAX_ENTRIES = 200_000;
const MAX_DEPTH = 32;
const CHUNK = 1_048_576;

/** Files that match, each with what tells whether it was written since. */
export type FoundReports = ReadonlyMap<string, string>;

/** Reports that lie in a tree; symbolic links are not followed. What is beyond the limits is not found: `isWhole` tells. */
export async function findReports(
  tree: string,
  { globs }: ReportPlaces,
): Promise<{ readonly found: FoundReports; readonly isWhole: boolean }> {
  const patterns = globs.flatMap((glob) => {
    const compiled = compileGlob(glob);
    return compiled.ok ? [compiled.value] : [];
  });
  const found = new Map<string, string>();
  let left = MAX_ENTRIES;
  let isWhole = true;
  const walk = async (path: string, depth: number): Promise<void> => {
    for (const entry of await readdir(join(tree, path), { withFileTypes: true }).catch(() => [])) {
      left -= 1;
      if (left < 0 || found.size > MAX_REPORTS) {
        isWhole = false;
        return;
      }
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth >= MAX_DEPTH) isWhole = false;
        else await walk(name, depth + 1);
      } else if (entry.isFile() && /\.xml$/i.test(entry.name) && patterns.some((each) => matchesPath(each, name))) {
        const stat = await lstat(join(tree, name), { bigint: true }).catch(() => null);
        if (stat !== null) found.set(name, `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`);
      }
    }
  };
  for (const place of await startsOf(tree, patterns)) await walk(place, place.split('/').length);
  return { found, isWhole };
}

/**
 * Reads the reports that a build wrote: those that were not there before it, or are others now. Each is copied into `into` first, a
 * bounded number of bytes, so that what is read is the file that was looked at.
 */
export async function readReports(
  tree: string,
  given: { readonly places: ReportPlaces; readonly before: FoundReports; readonly into: string },
): Promise<BuildReports | null> {
  const { places, before, into } = given;
  const { found, isWhole } = await findReports(tree, places);
  const fresh = [...found].filter(([path, mark]) => before.get(path) !== mark).map(([path]) => path);
  if (fresh.length === 0 && isWhole) return null;
  const reports: BuildReports['reports'][number][] = [];
  let unread = isWhole ? 0 : 1;
  let left = MAX_BYTES;
  await mkdir(into, { recursive: true, mode: 0o700 });
  for (const path of fresh.sort()) {
    const copy = join(into, 'report.xml');
    const size = await copied(join(tree, path), { copy, limit: left });
    left -= size ?? 0;
    const report = size === null ? null : await places.read(copy).catch(() => null);
    if (report === null) unread += 1;
    else {
      const { tests, isTruncated, gaps } = report;
      reports.push({ tests, isTruncated, hasGaps: gaps.length > (isTruncated ? 1 : 0) });
    }
    await rm(copy, { force: true });
  }
  return { reports, unread };
}

const OUTCOMES = ['passed', 'failed', 'skipped', 'time-out', 'lost-runner', 'out-of-memory'] as const;
const kept = z.object({
  reports: z.array(
    z.object({
      tests: z.array(z.object({ test: z.string(), attempts: z.array(z.enum(OUTCOMES)) })),
      isTruncated: z.boolean(),
      hasGaps: z.boolean(),
    }),
  ),
  unread: z.int(),
});

/** Keeps what a build reported beside its record. */
export async function writeReports(path: string, reports: BuildReports): Promise<void> {
  await writeFile(path, JSON.stringify(reports), { mode: 0o600 });
}

/** What was kept; `null` = nothing, or it cannot be read. */
export function parseReports(text: string): BuildReports | null {
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Folders that patterns begin with, without those below others; a link on the way leads nowhere. */
async function startsOf(tree: string, patterns: readonly { readonly prefix: string }[]): Promise<readonly string[]> {
  const prefixes = [...new Set(patterns.map(({ prefix }) => prefix))].sort();
  const starts: string[] = [];
  for (const prefix of prefixes) {
    // A pattern without a wildcard may name a file: its folder is looked through.
    const folder = (await isFolder(tree, prefix)) ? prefix : prefix.split('/').slice(0, -1).join('/');
    if (!starts.some((start) => start === '' || start === folder || folder.startsWith(`${start}/`))) {
      if (await isFolder(tree, folder)) starts.push(folder);
    }
  }
  return starts;
}

/** Whether every part of a path is a folder itself, not a link to one. */
async function isFolder(tree: string, path: string): Promise<boolean> {
  let place = tree;
  for (const part of path === '' ? [] : path.split('/')) {
    if (part === '..') return false;
    place = join(place, part);
    if ((await lstat(place).catch(() => null))?.isDirectory() !== true) return false;
  }
  return true;
}

/** Bytes that were copied; `null` = it is no plain file, or too large. */
async function copied(from: string, to: { readonly copy: string; readonly limit: number }): Promise<number | null> {
  const source = await open(from, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(() => null);
  if (source === null) return null;
  let target: FileHandle | null = null;
  try {
    const stat = await source.stat();
    if (!stat.isFile() || stat.nlink > 1 || stat.size > to.limit) return null;
    target = await open(to.copy, 'w', 0o600);
    const buffer = Buffer.allocUnsafe(CHUNK);
    let size = 0;
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return size;
      size += bytesRead;
      if (size > to.limit) return null;
      await target.write(buffer, 0, bytesRead);
    }
  } catch {
    return null;
  } finally {
    await source.close();
    await target?.close();
  }
}
