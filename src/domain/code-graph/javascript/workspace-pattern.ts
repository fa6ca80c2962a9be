/** Parts of one pattern that are tried: real ones have two or three. */
const PART_LIMIT = 32;

/** Whether a folder (seen from the workspace's root) is a member by patterns such as `packages/*`, `apps/**`, `!packages/old`. */
export function isMember(folder: string, patterns: readonly string[]): boolean {
  let member = false;
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!');
    if (member !== excludes) continue;
    if (matches(folder, excludes ? pattern.slice(1) : pattern)) member = !excludes;
  }
  return member;
}

function matches(folder: string, pattern: string): boolean {
  const wanted = pattern
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '')
    .split('/');
  const there = folder === '' ? [] : folder.split('/');
  if (wanted.length > PART_LIMIT) return false;
  // For each part of the folder: which places of the pattern can be reached.
  let reached = closure(new Set([0]), wanted);
  for (const part of there) {
    const next = new Set<number>();
    for (const at of reached) {
      const want = wanted[at];
      if (want === undefined) continue;
      if (want === '**') next.add(at);
      else if (matchesPart(part, want)) next.add(at + 1);
    }
    reached = closure(next, wanted);
  }
  return reached.has(wanted.length);
}

/** `**` also stands for nothing. */
function closure(places: Set<number>, wanted: readonly string[]): Set<number> {
  for (const at of places) if (wanted[at] === '**') places.add(at + 1);
  return places;
}

/** `*` inside one part, `{a,b}` as a whole part or its end. */
function matchesPart(part: string, want: string): boolean {
  const choice = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(want);
  if (choice !== null) {
    const [, before = '', choices = '', after = ''] = choice;
    return choices.split(',').some((each) => matchesPart(part, `${before}${each}${after}`));
  }
  const pieces = want.split('*');
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return part === want;
  const last = rest.pop() ?? '';
  if (!part.startsWith(first) || !part.endsWith(last) || part.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = part.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= part.length - last.length;
}
