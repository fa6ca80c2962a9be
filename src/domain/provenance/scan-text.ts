import { normalizeText } from '../../kernel/index.ts';
import { prompterIn, readFooters } from './footer.ts';
import { type AgentTable, NO_HOUSE_AGENTS } from './house-agent.ts';
import type { Marker, PlacedMarker } from './marker.ts';
import { isSquashBody, type LineZone, type MessageLine, readLines, type TextKind } from './message-line.ts';
import { isKnownKey, readMarkers, readTrailer, type Trailer, type TrailerBlock } from './trailer.ts';

/** Confidence of a declaration outside the paragraph where git reads trailers: a block of a squash body. */
export const BODY_CONFIDENCE = 0.8;
/** Confidence of a marker in a code fence, an indented or a quoted line: most likely an example. */
export const QUOTED_CONFIDENCE = 0.3;

/**
 * Of these, one stands in every text that holds a marker; a single pass over the lower-cased text spares the rest of
 * the work for most commits.
 */
const HINT =
  /(?:authored|developed|assisted|generated|signed-off)[- ]by|made-with|(?:generated|made)[ \t]+(?:with|by|using)|coding-agent|ai-(?:assist|tool|used)|-session|agent-logs|amp-thread|entire-|harness-|replit-|claude\.ai|cursor\.com|app\.devin|jules|ampcode|\/sessions\/|v0\.|requested by/;
const NON_ASCII = /[^\n-\x7f]/;

/** Every marker of a commit message or a pull request's body, in order of lines. Linear in the text's length. */
export function scanText(text: string, kind: TextKind, agents: AgentTable = NO_HOUSE_AGENTS): readonly PlacedMarker[] {
  const readable = (NON_ASCII.test(text) ? normalizeText(text) : text).toLowerCase();
  if (!HINT.test(readable) && !agents.keys.some((key) => readable.includes(key))) return [];
  const lines = readLines(text, kind);
  const squashed = kind === 'commit-message' && isSquashBody(lines);
  const found: PlacedMarker[] = [];
  for (const { line, trailer, block } of withTrailers(lines)) {
    const read = readLine({ line, trailer, block, inHistory: kind === 'commit-message', agents });
    for (const marker of read) {
      const graded = gradeFor(marker, { zone: line.zone, kind, squashed });
      if (graded !== null) found.push({ marker: graded, line: line.number, text: line.text });
    }
    if (line.obfuscated && read.some((marker) => marker.kind === 'ai' || marker.kind === 'human')) {
      found.push({ marker: OBFUSCATED, line: line.number, text: line.text });
    }
  }
  return found;
}

const OBFUSCATED: Marker = {
  kind: 'finding',
  code: 'obfuscated-marker',
  message: 'invisible or full-width characters stand in a line that names a tool',
};

interface ReadableLine {
  readonly line: MessageLine;
  readonly trailer: Trailer | null;
  readonly block: TrailerBlock;
}

function withTrailers(lines: readonly MessageLine[]): readonly ReadableLine[] {
  const blocks = new Map<number, Map<string, string>>();
  return lines.map((line, index) => {
    const block = blocks.get(line.paragraph) ?? new Map<string, string>();
    blocks.set(line.paragraph, block);
    const trailer = line.zone === 'subject' ? null : readTrailer(line.text);
    if (trailer === null) return { line, trailer, block };
    const rest = isKnownKey(trailer.key) ? continuationsOf(lines, index) : [];
    const value = [trailer.value, ...rest.map(({ text }) => text.trim())].join(' ').trim();
    block.set(trailer.key, value);
    const obfuscated = line.obfuscated || rest.some((each) => each.obfuscated);
    return { line: { ...line, obfuscated }, trailer: { key: trailer.key, value }, block };
  });
}

/** The lines below a trailer that start with a blank: git reads them as more of its value. */
function continuationsOf(lines: readonly MessageLine[], index: number): readonly MessageLine[] {
  const first = lines[index]?.number ?? 0;
  let end = index + 1;
  while (end < lines.length && lines[end]?.number === first + end - index && /^[ \t]/.test(lines[end]?.text ?? ''))
    end += 1;
  return lines.slice(index + 1, end);
}

function readLine({
  line,
  trailer,
  block,
  inHistory,
  agents,
}: ReadableLine & { readonly inHistory: boolean; readonly agents: AgentTable }): readonly Marker[] {
  if (line.zone === 'subject') return [];
  const house = trailer === null ? null : agents.byTrailer(trailer);
  if (house !== null) return [house];
  if (trailer !== null && isKnownKey(trailer.key)) return readMarkers(trailer, block);
  const footers = readFooters(line.text, { inHistory });
  const prompter = prompterIn(line.text);
  return prompter === null ? footers : [...footers, { kind: 'prompter', person: prompter }];
}

interface Surroundings {
  readonly zone: LineZone;
  readonly kind: TextKind;
  readonly squashed: boolean;
}

/** Lowers the confidence by where the line stands; a denial counts only where it speaks for the whole commit. */
function gradeFor(marker: Marker, { zone, kind, squashed }: Surroundings): Marker | null {
  if (marker.kind === 'human' && (zone !== 'trailer' || squashed)) return null;
  if (marker.kind !== 'ai') return zone === 'quoted' ? null : marker;
  if (zone === 'quoted') return { ...marker, confidence: Math.min(marker.confidence, QUOTED_CONFIDENCE) };
  const isTrailer = marker.place === 'trailer' || marker.place === 'co-author';
  const outside = kind === 'commit-message' && zone === 'body' && isTrailer;
  return outside ? { ...marker, confidence: Math.min(marker.confidence, BODY_CONFIDENCE) } : marker;
}
