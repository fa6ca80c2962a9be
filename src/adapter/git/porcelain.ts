import type { CommitId } from '../../domain/change/index.ts';
import type { BlamedLine } from '../../domain/label/index.ts';
import { instant } from '../../kernel/index.ts';

const TAB = 0x09;
const HEAD = /^([0-9a-f]{40,64}) \d+ (\d{1,9})(?: \d+)?$/;
const TIME = /^committer-time (-?\d{1,15})$/;

/** Reads `git blame --porcelain`: a head for each line, a commit's details where it comes first, a tab and the text. */
export class PorcelainReader {
  readonly lines: BlamedLine[] = [];
  readonly #times = new Map<string, number>();
  readonly #boundaries = new Set<string>();
  #commit: string | null = null;
  #line = 0;

  line(line: Buffer): void {
    if (this.#commit !== null && line[0] === TAB) {
      this.lines.push({
        line: this.#line,
        commit: this.#commit as CommitId,
        committedAt: instant((this.#times.get(this.#commit) ?? 0) * 1_000),
        blank: line.toString('utf8', 1).trim() === '',
        older: this.#boundaries.has(this.#commit),
      });
      this.#commit = null;
      return;
    }
    const text = line.toString('latin1');
    if (this.#commit === null) {
      const head = HEAD.exec(text);
      if (head === null) return;
      this.#commit = head[1] ?? null;
      this.#line = Number(head[2]);
      return;
    }
    if (text === 'boundary') this.#boundaries.add(this.#commit);
    const time = TIME.exec(text);
    if (time !== null) this.#times.set(this.#commit, Number(time[1]));
  }
}
