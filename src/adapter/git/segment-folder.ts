import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** First bytes of a segment; another number is another format. */
const MAGIC = Buffer.from('firebreak-contents/1\n');
const DIGEST_BYTES = 32;
const ENDING = '.segment';
/** Nothing else is ever read or removed; a name without ending is a write that was broken off. */
const OWN_NAME = /^[0-9a-f]{24}(?:\.segment)?$/;
/** A segment is a few hundred kilobytes; whatever is longer is not ours. */
const SEGMENT_LIMIT = 33_554_432;
/** What one repository's segments may fill in memory: twenty times a history of ten thousand landings. */
const LOADED_LIMIT = 67_108_864;
/** What all repositories together may fill on disk; the oldest files go first. */
const DISK_LIMIT = 268_435_456;

/** One immutable file with its verified body. */
export interface Segment {
  readonly file: string;
  readonly body: Buffer;
}

/**
 * A folder of files that are written once, under names of their own, and never changed: runs at the same time cannot
 * disturb one another. Each file carries the digest of its body. No method rejects: without a folder nothing is kept.
 */
export class SegmentFolder {
  readonly #path: string;

  /** `path` is made when something is written, for its owner alone; its parent is what {@link trim} bounds. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The whole segments, newest first, as far as they fit the memory set aside for them. */
  async load(): Promise<readonly Segment[]> {
    if (!(await isOwn(dirname(this.#path)))) return [];
    const segments: Segment[] = [];
    let left = LOADED_LIMIT;
    for (const { file, size } of (await filesIn(this.#path)).sort((a, b) => b.changedAt - a.changedAt)) {
      if (!file.endsWith(ENDING) || size > SEGMENT_LIMIT) continue;
      left -= size;
      if (left < 0) break;
      const body = verified(await readFile(file).catch(() => null));
      if (body !== null) segments.push({ file, body });
    }
    return segments;
  }

  async write(body: Buffer): Promise<void> {
    const file = join(this.#path, randomBytes(12).toString('hex'));
    try {
      await mkdir(this.#path, { recursive: true, mode: 0o700 });
      if (!(await isOwn(dirname(this.#path)))) return;
      await writeFile(file, Buffer.concat([MAGIC, digestOf(body), body]), { flag: 'wx', mode: 0o600 });
      await rename(file, `${file}${ENDING}`);
    } catch {
      // A full disk or a folder that may not be written: the next run reads git again.
      await rm(file, { force: true }).catch(() => {});
    }
  }

  async remove(segments: readonly Segment[]): Promise<void> {
    for (const { file } of segments) await rm(file, { force: true }).catch(() => {});
  }

  /** Removes the oldest files of all folders beside this one until they fill at most that many bytes. */
  async trim(limit = DISK_LIMIT): Promise<void> {
    const parent = dirname(this.#path);
    const folders = await readdir(parent).catch(() => []);
    const files = (await Promise.all(folders.map((name) => filesIn(join(parent, name))))).flat();
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { file, size } of files.sort((a, b) => a.changedAt - b.changedAt)) {
      if (total <= limit) return;
      await rm(file, { force: true }).catch(() => {});
      total -= size;
    }
  }
}

/** A folder that another user made could hold anything. */
async function isOwn(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}

async function filesIn(folder: string) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => OWN_NAME.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const stats = await stat(file).catch(() => null);
      return stats?.isFile() === true ? [{ file, size: stats.size, changedAt: stats.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

function verified(content: Buffer | null): Buffer | null {
  const start = MAGIC.length + DIGEST_BYTES;
  if (content === null || content.length < start || !content.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const body = content.subarray(start);
  return digestOf(body).equals(content.subarray(MAGIC.length, start)) ? body : null;
}

function digestOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
