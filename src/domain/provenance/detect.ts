import { excerpt } from '../../kernel/index.ts';
import type { Commit, CommitId } from '../change/index.ts';
import type { TraceRecord } from './agent-trace.ts';
import { readAuthor } from './author.ts';
import { type AgentTable, NO_HOUSE_AGENTS } from './house-agent.ts';
import { isPersonal } from './identity.ts';
import { readRecords } from './line-record.ts';
import type { AddedLines } from './line-share.ts';
import type { PlacedMarker } from './marker.ts';
import { type Evidence, EXCERPT_LIMIT, type Provenance, type ProvenanceFinding } from './model.ts';
import { scanText } from './scan-text.ts';
import { withoutSessionLinks } from './session-link.ts';
import { isDecisive, judge, sortEvidence, uniqueFindings } from './verdict.ts';

/** Most pieces of evidence kept of one commit: a hostile message may hold a million trailers. */
export const EVIDENCE_LIMIT = 64;

/**
 * Who or what wrote one commit, from its author, its message and its line-level records. A plain commit is unknown;
 * human only by a human record that covers every added line, or by an explicit `Assisted-by: none`.
 */
export function detectCommitProvenance(input: {
  readonly commit: Commit;
  /** Text of the commit's note on `refs/notes/ai`; `null` where there is none. */
  readonly note: string | null;
  /** Candidates from `tracesFor`; others are ignored. */
  readonly traces: readonly TraceRecord[];
  /** Needed for line shares and for a human verdict from a note; leave out where it is not known. */
  readonly addedLines?: AddedLines | null;
  /** Agents of the team's own; none where it is left out. */
  readonly agents?: AgentTable;
}): Provenance {
  const { commit, agents = NO_HOUSE_AGENTS } = input;
  const author = readAuthor(commit, agents);
  const markers = scanText(commit.message, 'commit-message', agents);
  const records = readRecords({ ...input, addedLines: input.addedLines ?? null });
  const message = evidenceOfMarkers(markers, commit.id);
  const evidence = sortEvidence([...records.evidence, ...author.evidence, ...message]).slice(0, EVIDENCE_LIMIT);
  const denied = message.some((piece) => piece.assistance === 'human');
  const humanCovers = denied || records.humanCovers;
  const verdict = judge(evidence, { humanCovers: humanCovers && !unreadable(records.findings) });
  const findings = [...author.findings, ...records.findings, ...findingsOfMarkers(markers, commit.id)];
  if (humanCovers && evidence.some((piece) => piece.assistance === 'ai' && isDecisive(piece)))
    findings.push(conflict(commit.id));
  const prompters = promptersOf({
    commit,
    agents,
    markers,
    recorded: records.prompters,
    isAi: verdict.assistance === 'ai',
  });
  return { ...verdict, lines: records.lines, evidence, findings: uniqueFindings(findings), prompters };
}

/** The evidence among markers, each tool once a place. */
export function evidenceOfMarkers(markers: readonly PlacedMarker[], commit: CommitId | null): readonly Evidence[] {
  const found = new Map<string, Evidence>();
  for (const { marker, line, text } of markers) {
    if (marker.kind !== 'ai' && marker.kind !== 'human') continue;
    const tool = marker.kind === 'ai' ? marker.tool : null;
    const key = [
      marker.kind,
      tool?.name,
      tool?.model,
      marker.place,
      marker.kind === 'ai' ? marker.class : 'declared',
    ].join('\0');
    const known = found.get(key);
    if (known !== undefined && known.confidence >= marker.confidence) continue;
    const shown = marker.kind === 'ai' && marker.text !== undefined ? marker.text : withoutSessionLinks(text);
    found.set(key, {
      class: marker.kind === 'ai' ? marker.class : 'declared',
      assistance: marker.kind,
      tool,
      place: marker.place,
      commit,
      line,
      text: excerpt(shown, EXCERPT_LIMIT),
      confidence: marker.confidence,
    });
  }
  return [...found.values()];
}

/** The findings among markers. */
export function findingsOfMarkers(markers: readonly PlacedMarker[], commit: CommitId | null): ProvenanceFinding[] {
  return markers.flatMap(({ marker }) =>
    marker.kind === 'finding' ? [{ code: marker.code, commit, message: marker.message }] : [],
  );
}

/** The mails and handles that markers name as co-authors and, for AI work, as the people who directed it. */
export function peopleOfMarkers(markers: readonly PlacedMarker[], options: { readonly isAi: boolean }): string[] {
  return markers.flatMap(({ marker }) => {
    if (marker.kind === 'co-author') return [marker.identity.mail.toLowerCase()];
    return marker.kind === 'prompter' && options.isAi ? [marker.person] : [];
  });
}

interface PeopleQuestion {
  readonly commit: Commit;
  readonly agents: AgentTable;
  readonly markers: readonly PlacedMarker[];
  readonly recorded: readonly string[];
  readonly isAi: boolean;
}

/** Whoever directs an agent is an author of what it writes: the human author and committer of AI work count too. */
function promptersOf({ commit, agents, markers, recorded, isAi }: PeopleQuestion): readonly string[] {
  const own = isAi
    ? [commit.author, commit.committer]
        .filter((who) => isPersonal(who) && agents.byIdentity(who) === null)
        .map(({ mail }) => mail.trim().toLowerCase())
    : [];
  const all = [...own, ...peopleOfMarkers(markers, { isAi }), ...(isAi ? recorded : [])];
  return all.length === 0 ? [] : [...new Set(all)].sort();
}

function unreadable(findings: readonly ProvenanceFinding[]): boolean {
  return findings.some(({ code }) => code === 'unreadable-record');
}

function conflict(commit: CommitId): ProvenanceFinding {
  return {
    code: 'conflicting-evidence',
    commit,
    message: 'one record says that no AI took part, another names a tool',
  };
}
