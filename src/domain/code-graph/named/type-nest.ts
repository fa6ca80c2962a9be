/** The types (and namespaces) around a place of masked code, told by its brackets. */
export class TypeNest {
  readonly #frames: Frame[] = [];
  readonly #separator: string;
  #braces = 0;
  #parens = 0;
  #types = 0;
  #announced: Announced | null = null;

  constructor(separator = '.') {
    this.#separator = separator;
  }

  /** Takes a bracket or a `;`; other kinds of token change nothing. */
  take(kind: number): void {
    if (kind === OPEN_BRACE) this.#open();
    else if (kind === CLOSE_BRACE) this.#close();
    else if (kind === OPEN_PAREN) this.#parens += 1;
    else if (kind === CLOSE_PAREN) this.#parens -= 1;
    else if (kind === SEMICOLON && this.#announced?.parens === this.#parens) this.#announced = null;
  }

  /** The next `{` on the same level of parentheses opens the body of this. */
  announce(name: string, kind: FrameKind): void {
    this.#announced = { name, kind, parens: this.#parens };
  }

  /** What was announced has no body. */
  withdraw(): void {
    if (this.#announced?.parens === this.#parens) this.#announced = null;
  }

  /** Opens a frame that lasts to the end of the text: C#'s `namespace A;`. */
  enter(name: string): void {
    if (this.#frames.length === NEST_LIMIT) return;
    this.#frames.push({ name, kind: 'namespace', braces: this.#braces, parens: this.#parens });
  }

  /** Whether the place stands directly in a type, in a namespace (or in none), or within something else. */
  get place(): FrameKind | 'code' {
    const frame = this.#frames.at(-1);
    if (this.#parens !== (frame?.parens ?? 0)) return 'code';
    return this.#braces === (frame?.braces ?? 0) ? (frame?.kind ?? 'namespace') : 'code';
  }

  /** Whether some type is around the place. */
  get inType(): boolean {
    return this.#types > 0;
  }

  /** The full name of the innermost frame; empty outside of all. */
  get name(): string {
    return this.#frames.at(-1)?.name ?? '';
  }

  /** The full name of the innermost namespace; empty outside of all. */
  get namespace(): string {
    return this.#frames.findLast((frame) => frame.kind === 'namespace')?.name ?? '';
  }

  /** The full name that something declared here has. */
  qualify(simple: string): string {
    const { name } = this;
    return name === '' ? simple : name + this.#separator + simple;
  }

  #open(): void {
    this.#braces += 1;
    const announced = this.#announced;
    if (announced === null || announced.parens !== this.#parens) return;
    this.#announced = null;
    if (this.#frames.length === NEST_LIMIT) return;
    this.#frames.push({ name: announced.name, kind: announced.kind, braces: this.#braces, parens: this.#parens });
    if (announced.kind === 'type') this.#types += 1;
  }

  #close(): void {
    this.#braces -= 1;
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.braces <= this.#braces) return;
    this.#frames.pop();
    if (frame.kind === 'type') this.#types -= 1;
    // Brackets that do not match (an `#if` around one of two) must not lose the rest of the file.
    this.#parens = this.#frames.at(-1)?.parens ?? 0;
  }
}

/** Nobody nests types deeper; without an end, the full names of a hostile text would grow with its square. */
const NEST_LIMIT = 32;

export type FrameKind = 'type' | 'namespace';

interface Frame {
  readonly name: string;
  readonly kind: FrameKind;
  readonly braces: number;
  readonly parens: number;
}

interface Announced {
  readonly name: string;
  readonly kind: FrameKind;
  readonly parens: number;
}

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const SEMICOLON = 0x3b;
