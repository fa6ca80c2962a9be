/** A place in a text; both 1-based, columns in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (string | number)[];

/** Where each value of a JSON text begins (a member: its key), and members that stand twice in one object. */
export interface JsonPlaces {
  /** Of the value, or of the nearest one above it that stands in the text. */
  placeOf(path: Path): TextPlace;
  readonly repeated: readonly Path[];
}

/** Walks a text that `JSON.parse` took and that is not nested deeply: nothing is checked again. Linear. */
export function jsonPlaces(text: string): JsonPlaces {
  const walk = new Walk(text);
  walk.value([]);
  const { offsets, repeated } = walk;
  return {
    repeated,
    placeOf: (path) => {
      for (let length = path.length; length >= 0; length -= 1) {
        const offset = offsets.get(JSON.stringify(path.slice(0, length)));
        if (offset !== undefined) return placeAt(text, offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

class Walk {
  readonly offsets = new Map<string, number>();
  readonly repeated: Path[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: Path): void {
    const first = this.#peek();
    const key = JSON.stringify(path);
    if (!this.offsets.has(key)) this.offsets.set(key, this.#at);
    if (first === '{') this.#object(path);
    else if (first === '[') this.#list(path);
    else if (first === '"') this.#string();
    else this.#word();
  }

  #object(path: Path): void {
    const seen = new Set<string>();
    this.#at += 1;
    while (this.#peek() !== '}') {
      if (this.#peek() === ',') this.#at += 1;
      this.#peek();
      const at = this.#at;
      const name = this.#string();
      const own = [...path, name];
      if (seen.has(name)) this.repeated.push(own);
      seen.add(name);
      // The last one counts, as it does for JSON.parse.
      this.offsets.set(JSON.stringify(own), at);
      this.#peek();
      this.#at += 1;
      this.value(own);
    }
    this.#at += 1;
  }

  #list(path: Path): void {
    this.#at += 1;
    for (let index = 0; this.#peek() !== ']'; index += 1) {
      if (this.#peek() === ',') this.#at += 1;
      this.value([...path, index]);
    }
    this.#at += 1;
  }

  #string(): string {
    const from = this.#at;
    for (this.#at += 1; this.#text[this.#at] !== '"'; this.#at += 1) {
      if (this.#text[this.#at] === '\\') this.#at += 1;
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  #word(): void {
    while (/[\w.+-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #peek(): string {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }
}

/** Where a character stands. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - start + 1 };
}
