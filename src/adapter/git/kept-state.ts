import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Repository } from './repository.ts';
import { SegmentFolder } from './segment-folder.ts';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** What one kept state may unpack to: a hundred times the largest seen. */
const UNPACKED_LIMIT = 268_435_456;

/**
 * Keeps derived state between runs, by repository, where its history is cut, and name, below the given folder. An aid only:
 * what is missing or broken is `null`, and what cannot be written is not kept. Without a folder nothing is.
 */
export class KeptState {
  readonly #root: string | null;
  readonly #repository: string;

  constructor(repository: Repository, folder: string | null) {
    this.#root = folder;
    const { commonDir, shallow } = repository.located;
    // The same commits tell less in a shallow clone: what was made of them there must not outlive its deepening.
    const place = [commonDir, ...[...shallow].sort()].join('\n');
    this.#repository = createHash('sha256').update(place).digest('hex').slice(0, 24);
  }

  async recall(name: string): Promise<Uint8Array | null> {
    const [newest] = (await this.#folder(name)?.load()) ?? [];
    if (newest === undefined) return null;
    return unpack(newest.body, { maxOutputLength: UNPACKED_LIMIT }).catch(() => null);
  }

  async keep(name: string, bytes: Uint8Array): Promise<void> {
    const folder = this.#folder(name);
    if (folder === null) return;
    const before = await folder.load();
    await folder.write(await pack(bytes));
    await folder.remove(before);
    await folder.trim();
  }

  #folder(name: string): SegmentFolder | null {
    return this.#root === null ? null : new SegmentFolder(join(this.#root, 'kept', `${this.#repository}-${name}`));
  }
}
