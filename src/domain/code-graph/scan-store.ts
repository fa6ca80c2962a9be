import type { FileScan, Reference, ReferenceForm } from './model.ts';

/** Goes up with every change of what a scan says, so that none of an older program is taken for one of this. */
const FORMAT = 'firebreak.code-scan/v1';
/** Scans kept at most: ten times the sources of the largest repositories measured. */
const SCAN_LIMIT = 300_000;
/** For each scan that this run used, how many are kept in all: the others are of other branches, and grow old. */
const KEPT_FOR_USED = 2;

const FORMS: readonly ReferenceForm[] = ['import', 'dynamic', 'type', 'export'];

/** A scan as numbers: flags, then counts and numbers of texts. */
type StoredScan = readonly [key: string, ...numbers: number[]];

/** Scans by content and language. Texts are shared and of their own memory, so that no scan keeps its source alive. */
export class ScanStore {
  readonly #scans = new Map<string, FileScan>();
  readonly #texts = new Map<string, string>();
  readonly #used = new Set<string>();
  #fresh = 0;

  /** What {@link encode} made; anything else is an empty store, whatever it holds. */
  static decode(bytes: Uint8Array | null): ScanStore {
    const store = new ScanStore();
    if (bytes !== null) store.#load(bytes);
    return store;
  }

  /** How many scans are not of an earlier run. */
  get fresh(): number {
    return this.#fresh;
  }

  find(blob: string, language: string): FileScan | null {
    const key = `${language} ${blob}`;
    const found = this.#scans.get(key) ?? null;
    if (found !== null) this.#used.add(key);
    return found;
  }

  /** Answers the scan as it is kept. */
  add(blob: string, language: string, scan: FileScan): FileScan {
    const key = `${language} ${blob}`;
    const kept: FileScan = {
      references: scan.references.map(({ text, form }) => ({ text: this.#own(text), form })),
      declares: scan.declares.map((text) => this.#own(text)),
      mentions: scan.mentions.map((text) => this.#own(text)),
      computed: scan.computed,
      generated: scan.generated,
    };
    this.#scans.set(this.#own(key), kept);
    this.#used.add(key);
    this.#fresh += 1;
    return kept;
  }

  encode(): Uint8Array {
    const unused = [...this.#scans.keys()].filter((key) => !this.#used.has(key));
    const keys = [...this.#used, ...unused].slice(0, Math.min(SCAN_LIMIT, this.#used.size * KEPT_FOR_USED));
    const numbers = new Map<string, number>();
    const scans: StoredScan[] = [];
    for (const key of keys) {
      const scan = this.#scans.get(key);
      if (scan !== undefined) scans.push([key, ...encoded(scan, numbers)]);
    }
    return new TextEncoder().encode(JSON.stringify({ format: FORMAT, texts: [...numbers.keys()], scans }));
  }

  /** A part of a source keeps the whole source in memory: a copy does not. */
  #own(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const copy = JSON.parse(JSON.stringify(text)) as string;
    this.#texts.set(copy, copy);
    return copy;
  }

  #load(bytes: Uint8Array): void {
    const data = parsed(bytes);
    if (data === null) return;
    for (const text of data.texts) this.#texts.set(text, text);
    for (const entry of data.scans) {
      const [key, ...numbers] = Array.isArray(entry) ? (entry as unknown[]) : [];
      const scan = typeof key === 'string' ? decoded(numbers, data.texts) : null;
      if (typeof key === 'string' && scan !== null) this.#scans.set(key, scan);
    }
  }
}

function encoded(scan: FileScan, numbers: Map<string, number>): readonly number[] {
  const numberOf = (text: string) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  return [
    (scan.computed ? 1 : 0) + (scan.generated ? 2 : 0),
    scan.references.length,
    scan.declares.length,
    ...scan.references.map(({ text, form }) => numberOf(text) * FORMS.length + FORMS.indexOf(form)),
    ...scan.declares.map(numberOf),
    ...scan.mentions.map(numberOf),
  ];
}

/** `null` for anything that {@link encoded} does not make. */
function decoded(numbers: readonly unknown[], texts: readonly string[]): FileScan | null {
  if (!numbers.every((each) => typeof each === 'number' && Number.isSafeInteger(each) && each >= 0)) return null;
  const [flags = 0, referenceCount = 0, declareCount = 0, ...rest] = numbers as readonly number[];
  if (numbers.length < 3 || rest.length < referenceCount + declareCount) return null;
  const references: Reference[] = [];
  for (const number of rest.slice(0, referenceCount)) {
    const text = texts[Math.floor(number / FORMS.length)];
    const form = FORMS[number % FORMS.length];
    if (text === undefined || form === undefined) return null;
    references.push({ text, form });
  }
  const names: string[] = [];
  for (const number of rest.slice(referenceCount)) {
    const text = texts[number];
    if (text === undefined) return null;
    names.push(text);
  }
  return {
    references,
    declares: names.slice(0, declareCount),
    mentions: names.slice(declareCount),
    computed: (flags & 1) !== 0,
    generated: (flags & 2) !== 0,
  };
}

function parsed(bytes: Uint8Array): { readonly texts: readonly string[]; readonly scans: readonly unknown[] } | null {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT) return null;
  if (!('texts' in data) || !Array.isArray(data.texts) || !('scans' in data) || !Array.isArray(data.scans)) return null;
  return data.texts.every((text) => typeof text === 'string') ? { texts: data.texts, scans: data.scans } : null;
}
