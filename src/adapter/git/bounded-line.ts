const NEWLINE = 0x0a;

/**
 * Splits bytes into lines as they arrive, keeping of each line no more than its first `limit` bytes: a line of a
 * minified file may be megabytes long, and what a line is shows at its start.
 */
export class BoundedLines {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Calls `take` for every line that is complete, without its newline. The bytes are a copy. */
  push(chunk: Buffer, take: (line: Buffer) => void): void {
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
      this.#keep(chunk.subarray(at, end));
      take(this.#taken());
      at = end + 1;
    }
    this.#keep(chunk.subarray(at));
  }

  /** The last line, where it lacks a newline. */
  finish(take: (line: Buffer) => void): void {
    if (this.#held > 0) take(this.#taken());
  }

  #keep(piece: Buffer): void {
    const room = this.#limit - this.#held;
    if (room <= 0 || piece.length === 0) return;
    const part = piece.subarray(0, room);
    this.#parts.push(part);
    this.#held += part.length;
  }

  #taken(): Buffer {
    const line = Buffer.concat(this.#parts, this.#held);
    this.#parts = [];
    this.#held = 0;
    return line;
  }
}
