import { Fault } from '../../kernel/index.ts';

/** Longest token between two delimiters: paths, ids and headers are far shorter. */
export const TOKEN_LIMIT = 65_536;

/** Reads a stream of bytes by delimiter or by length, holding back the sender while nothing is asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #at = 0;
  #ended = false;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The bytes before the delimiter, which is consumed; `null` at the end of the stream. A last piece may lack it. */
  async until(delimiter: number): Promise<Buffer | null> {
    let searched = this.#at;
    for (;;) {
      const end = this.#held.indexOf(delimiter, searched);
      if (end >= 0) {
        const token = this.#held.subarray(this.#at, end);
        this.#at = end + 1;
        return token;
      }
      const length = this.#held.length - this.#at;
      if (length > TOKEN_LIMIT) throw overlong();
      if (!(await this.#fill())) return length === 0 ? null : this.#rest();
      searched = this.#at + length;
    }
  }

  /** Exactly that many bytes; throws a Fault when the stream ends before. */
  async take(length: number): Promise<Buffer> {
    if (this.#held.length - this.#at < length) await this.#gather(length);
    const taken = this.#held.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** Passes over that many bytes without keeping them. */
  async skip(length: number): Promise<void> {
    let left = length;
    for (;;) {
      const here = Math.min(left, this.#held.length - this.#at);
      this.#at += here;
      left -= here;
      if (left === 0) return;
      if (!(await this.#fill())) throw cutShort();
    }
  }

  /** The next byte, not consumed; `null` at the end of the stream. */
  peek(): Promise<number | null> {
    return this.peekAt(0);
  }

  /** The byte that many places ahead, not consumed; `null` where the stream ends before. */
  async peekAt(ahead: number): Promise<number | null> {
    while (this.#at + ahead >= this.#held.length) if (!(await this.#fill())) return null;
    return this.#held[this.#at + ahead] ?? null;
  }

  /** Whatever comes next, in pieces as they arrive; `null` at the end of the stream. */
  async chunk(): Promise<Buffer | null> {
    return this.#at < this.#held.length ? this.#rest() : this.#next();
  }

  #rest(): Buffer {
    const rest = this.#held.subarray(this.#at);
    this.#at = this.#held.length;
    return rest;
  }

  async #gather(length: number): Promise<void> {
    const parts = [this.#held.subarray(this.#at)];
    let gathered = parts[0]?.length ?? 0;
    while (gathered < length) {
      const next = await this.#next();
      if (next === null) throw cutShort();
      parts.push(next);
      gathered += next.length;
    }
    this.#held = Buffer.concat(parts, gathered);
    this.#at = 0;
  }

  async #fill(): Promise<boolean> {
    const next = await this.#next();
    if (next === null) return false;
    this.#held = this.#at >= this.#held.length ? next : Buffer.concat([this.#held.subarray(this.#at), next]);
    this.#at = 0;
    return true;
  }

  async #next(): Promise<Buffer | null> {
    while (!this.#ended) {
      const step = await this.#chunks.next();
      if (step.done === true) this.#ended = true;
      else if (step.value.length > 0) return step.value;
    }
    return null;
  }
}

function overlong(): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'git-output-malformed',
    message: `git wrote a field longer than ${TOKEN_LIMIT} bytes`,
    fix: 'Check the repository with: git fsck',
  });
}

function cutShort(): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'git-output-malformed',
    message: 'git stopped in the middle of an answer',
    fix: 'Check the repository with: git fsck',
  });
}
