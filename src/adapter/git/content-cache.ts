import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { Content } from './content.ts';
import { decodeContent, encodeContent, type StoredContent } from './content-codec.ts';
import type { Pair } from './diff-process.ts';
import { type Segment, SegmentFolder } from './segment-folder.ts';

/** Contents and files of one segment: enough to pack well, few enough to unpack in milliseconds. */
const SEGMENT_CONTENTS = 256;
const SEGMENT_FILES = 20_000;
/** Segments with fewer contents are put together once there are this many. */
const SMALL_SEGMENT = 64;
const SMALL_SEGMENTS = 16;
/** What one segment may unpack to: its files times the longest path that is usual. */
const UNPACKED_LIMIT = 67_108_864;
/** Unpacked segments kept: history is read in the order in which it was stored. */
const KEPT_SEGMENTS = 4;
const KEY_BYTES = 16;
const HEAD_BYTES = 4;

const pack = promisify(deflateRaw);

interface Entry {
  readonly key: string;
  readonly stored: StoredContent;
}

/**
 * Remembers what landed changes changed, across runs, by the ids of both commits: what they name never changes. An aid
 * only: whatever is missing, broken or not ours is read from git again, and what cannot be written is not remembered.
 */
export class ContentCache {
  readonly #folder: SegmentFolder;
  /** What else the answer depends on: the versions of git and of this format, and the limits. */
  readonly #salt: string;
  readonly #places = new Map<string, { readonly segment: Segment; readonly at: number }>();
  readonly #unpacked = new Map<Segment, readonly Entry[]>();
  readonly #small: Segment[] = [];
  #fresh: Entry[] = [];
  #freshFiles = 0;
  #writes: Promise<unknown> = Promise.resolve();
  #wrote = false;

  private constructor(folder: SegmentFolder, salt: string) {
    this.#folder = folder;
    this.#salt = salt;
  }

  /** Reads what is remembered in a folder; everything that is no segment of ours is passed over. */
  static async open(given: { readonly folder: string; readonly salt: string }): Promise<ContentCache> {
    const folder = new SegmentFolder(given.folder);
    const cache = new ContentCache(folder, given.salt);
    for (const segment of await folder.load()) cache.#index(segment);
    return cache;
  }

  /** `null` where it is not remembered. */
  find(pair: Pair): Content | null {
    const key = this.#keyOf(pair);
    const place = this.#places.get(key);
    if (place === undefined) return null;
    const entry = this.#entriesOf(place.segment)[place.at];
    return entry?.key === key ? decodeContent(entry.stored) : null;
  }

  /** Remembers a content that will always be the same; others are left out. */
  add(pair: Pair, content: Content): void {
    if (content.lasting) this.#put({ key: this.#keyOf(pair), stored: encodeContent(content) });
  }

  /** Writes what was added; afterwards the folder is within its bounds. Never rejects. */
  async save(): Promise<void> {
    const mergeable = this.#fresh.length > 0 && this.#small.length >= SMALL_SEGMENTS ? this.#small.splice(0) : [];
    for (const segment of mergeable) for (const entry of this.#entriesOf(segment)) this.#put(entry);
    this.#flush();
    await this.#writes;
    if (!this.#wrote) return;
    this.#wrote = false;
    await this.#folder.remove(mergeable);
    await this.#folder.trim();
  }

  #put(entry: Entry): void {
    this.#fresh.push(entry);
    this.#freshFiles += entry.stored[0].length;
    if (this.#fresh.length >= SEGMENT_CONTENTS || this.#freshFiles >= SEGMENT_FILES) this.#flush();
  }

  /** One segment after another is packed and written while git is read on. */
  #flush(): void {
    if (this.#fresh.length === 0) return;
    const entries = this.#fresh;
    this.#fresh = [];
    this.#freshFiles = 0;
    this.#wrote = true;
    this.#writes = this.#writes.then(() => this.#write(entries));
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(entries.length);
    const keys = Buffer.from(entries.map((entry) => entry.key).join(''), 'hex');
    const text = JSON.stringify(entries.map((entry) => entry.stored));
    await this.#folder.write(Buffer.concat([head, keys, await pack(text, { level: 3 })]));
  }

  #index(segment: Segment): void {
    const { body } = segment;
    if (body.length < HEAD_BYTES) return;
    const count = body.readUInt32BE(0);
    if (body.length < HEAD_BYTES + count * KEY_BYTES) return;
    for (let at = 0; at < count; at += 1) {
      const key = keyAt(body, at);
      // The newest comes first and counts.
      if (!this.#places.has(key)) this.#places.set(key, { segment, at });
    }
    if (count < SMALL_SEGMENT) this.#small.push(segment);
  }

  #entriesOf(segment: Segment): readonly Entry[] {
    const known = this.#unpacked.get(segment);
    if (known !== undefined) return known;
    const entries = entriesOf(segment.body);
    const [oldest] = this.#unpacked.keys();
    if (oldest !== undefined && this.#unpacked.size >= KEPT_SEGMENTS) this.#unpacked.delete(oldest);
    this.#unpacked.set(segment, entries);
    return entries;
  }

  #keyOf({ base, head }: Pair): string {
    const text = `${this.#salt}\n${base ?? ''}\n${head}`;
    return createHash('sha256')
      .update(text)
      .digest('hex')
      .slice(0, KEY_BYTES * 2);
  }
}

function keyAt(body: Buffer, at: number): string {
  const start = HEAD_BYTES + at * KEY_BYTES;
  return body.toString('hex', start, start + KEY_BYTES);
}

/** Empty where the body is none: what cannot be unpacked is not remembered. */
function entriesOf(body: Buffer): readonly Entry[] {
  const count = body.readUInt32BE(0);
  let stored: unknown;
  try {
    const text = inflateRawSync(body.subarray(HEAD_BYTES + count * KEY_BYTES), { maxOutputLength: UNPACKED_LIMIT });
    stored = JSON.parse(text.toString('utf8'));
  } catch {
    return [];
  }
  if (!Array.isArray(stored) || stored.length !== count) return [];
  return stored.map((each, at) => ({ key: keyAt(body, at), stored: each as StoredContent }));
}
