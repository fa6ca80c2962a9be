import {
  type Assistance,
  EVIDENCE_CLASSES,
  type Evidence,
  type EvidenceClass,
  type ProvenanceFinding,
  type Tool,
} from './model.ts';

/** From this confidence on a piece of evidence decides; below it is kept as a trail and the answer stays unknown. */
export const DECISIVE_CONFIDENCE = 0.5;

/** What evidence amounts to. */
export interface Verdict {
  readonly assistance: Assistance;
  readonly class: EvidenceClass;
  readonly tools: readonly Tool[];
}

/** Whether the evidence is strong enough to decide. */
export function isDecisive(evidence: Evidence): boolean {
  return evidence.confidence >= DECISIVE_CONFIDENCE;
}

/**
 * The verdict over evidence: AI as soon as one decisive piece says so, human only where `humanCovers` says that human
 * evidence speaks for everything and nothing at all hints at AI, unknown otherwise.
 */
export function judge(evidence: readonly Evidence[], options: { readonly humanCovers: boolean }): Verdict {
  const sorted = sortEvidence(evidence);
  const ai = sorted.filter((piece) => piece.assistance === 'ai');
  const decisive = ai.filter(isDecisive);
  const [strongest] = decisive;
  if (strongest !== undefined) return { assistance: 'ai', class: strongest.class, tools: toolsOf(decisive) };
  const human = sorted.find((piece) => piece.assistance === 'human' && isDecisive(piece));
  if (human === undefined || ai.length > 0 || !options.humanCovers)
    return { assistance: 'unknown', class: 'none', tools: [] };
  return { assistance: 'human', class: human.class, tools: [] };
}

/** Strongest first, then by content, so that the order of reading never shows. */
export function sortEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length < 2) return evidence;
  return evidence
    .map((piece) => ({ piece, key: keyOf(piece) }))
    .sort((a, b) => compare(a, b))
    .map(({ piece }) => piece);
}

/** Sorted and unique by code, commit and message. */
export function uniqueFindings(findings: readonly ProvenanceFinding[]): readonly ProvenanceFinding[] {
  if (findings.length === 0) return findings;
  const byKey = new Map(
    findings.map((finding) => [`${finding.code}\0${finding.commit ?? ''}\0${finding.message}`, finding]),
  );
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, finding]) => finding);
}

/** 0 for the strongest class. */
export function rankOf(evidenceClass: EvidenceClass): number {
  return EVIDENCE_CLASSES.indexOf(evidenceClass);
}

interface Keyed {
  readonly piece: Evidence;
  readonly key: string;
}

function compare(a: Keyed, b: Keyed): number {
  const byClass = rankOf(a.piece.class) - rankOf(b.piece.class);
  if (byClass !== 0) return byClass;
  if (a.piece.confidence !== b.piece.confidence) return b.piece.confidence - a.piece.confidence;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function keyOf(piece: Evidence): string {
  const line = String(piece.line ?? 0).padStart(9, '0');
  return [
    piece.assistance,
    piece.commit ?? '',
    line,
    piece.place,
    piece.tool?.name ?? '',
    piece.tool?.model ?? '',
    piece.text,
  ].join('\0');
}

/** Unique by name and model; a tool without a model gives way to the same tool with one. */
function toolsOf(evidence: readonly Evidence[]): readonly Tool[] {
  const tools = new Map<string, Tool>();
  for (const { tool } of evidence) if (tool !== null) tools.set(`${tool.name}\0${tool.model ?? ''}`, tool);
  const withModel = new Set([...tools.values()].filter((tool) => tool.model !== null).map((tool) => tool.name));
  return [...tools.values()].filter((tool) => tool.model !== null || !withModel.has(tool.name));
}
