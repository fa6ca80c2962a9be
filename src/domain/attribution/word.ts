/** More of one text adds nothing that decides; keeps hostile differences cheap. */
const TEXT_MOST = 100_000;

/**
 * The informative words of a text: parts of identifiers in lower case and without endings, and identifiers of several parts
 * whole without their separators, so that `orderItems`, `order_items` and `OrderItems` share three words. Numbers, words of
 * one or two letters, words of programming languages and words that every error has are left out. Keeps order and repeats.
 */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  for (const [identifier] of text.slice(0, TEXT_MOST).matchAll(/(?<![A-Za-z0-9_])_*[A-Za-z][A-Za-z0-9_]*/g)) {
    if (identifier.length > IDENTIFIER_MOST) continue;
    const parts = partsOf(identifier);
    for (const part of parts) if (part.length > 2 && !STOP.has(part)) found.push(stem(part));
    const whole = identifier.replaceAll('_', '').toLowerCase();
    if (parts.length > 1 && whole.length > 5 && !STOP.has(whole)) found.push(whole);
  }
  return found;
}

/** Longer runs are keys, digests and encoded blocks. */
const IDENTIFIER_MOST = 60;

/** `HTTPServerError_v2` → http, server, error. Parts of digits fall away. */
export function partsOf(identifier: string): string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');
}

/** Plural and -ing, -ed taken off: crude, the same on both sides. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 6 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 5 && word.endsWith('ed')) return word.slice(0, -2);
  if (word.length > 4 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

const STOP = new Set(
  `the and for not with was from this that are has had have its can but all any out off too now than then them they been were
  will would should could after before into over under above below between each when where which while again
  func function return var const let def end class struct type interface import export package public private protected static
  void int string bool boolean float double byte char long short list map array object true false null nil none self async await
  new delete throw throws try catch finally raise except else elif switch case break continue default final override extends
  implements err ctx args param params result results res req resp request response value values data item items key keys name
  names error errors fail failed failing failure exception warn warning info debug fatal critical handle handled handler
  service services svc server client app api http https get set put post patch status code message msg count total rate
  ratio pct percent avg sum min max p50 p90 p95 p99 add added update updated use used using fix chore feat refactor docs test
  tests src lib pkg cmd internal main index core common util utils helper helpers com org net www json yaml yml toml xml
  threshold monitor alert observed high low`.split(/\s+/),
);

/** What is left of a message when its particulars are taken out: lines of one statement in the code share it. */
export function templateOf(message: string): string {
  return message
    .slice(0, TEMPLATE_MOST)
    .replace(/\b0x[0-9a-fA-F]+\b|\b[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*\b/g, '*')
    .replace(/\d+(?:[.,:]\d+)*/g, '*');
}

const TEMPLATE_MOST = 400;
