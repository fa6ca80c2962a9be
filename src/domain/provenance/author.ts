import { excerpt, normalizeText } from '../../kernel/index.ts';
import type { Commit, Identity } from '../change/index.ts';
import { type AgentTable, NO_HOUSE_AGENTS } from './house-agent.ts';
import { isUnverifiable, matchIdentity } from './identity.ts';
import { type Evidence, type EvidencePlace, EXCERPT_LIMIT, type ProvenanceFinding, type Tool } from './model.ts';
import { WEAK_CONFIDENCE } from './tool-table.ts';

/** What the author and committer of a commit say of who wrote it. */
export interface AuthorReading {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ProvenanceFinding[];
}

/** A tool that committed what a person wrote (a rebase, an applied patch): likely, not certain, that it changed it. */
const COMMITTER_CONFIDENCE = 0.6;

const NOTHING: AuthorReading = { evidence: [], findings: [] };

/**
 * Reads author, committer and aider's marks in names and subject. `(aider)` in the committer's name alone means that
 * aider committed a person's own edits: no evidence.
 */
export function readAuthor(commit: Commit, agents: AgentTable = NO_HOUSE_AGENTS): AuthorReading {
  const author = readIdentity(commit.author, agents);
  const committer = readIdentity(commit.committer, agents);
  const aider = aiderSubject(commit.message);
  if (author.match === null && committer.match === null && !author.aider && !aider && author.flags === 0)
    return NOTHING;
  return { evidence: evidenceOf(commit, { author, committer, aider }), findings: findingsOf(commit, author) };
}

interface IdentityReading {
  readonly match: { readonly tool: Tool; readonly weak: boolean; readonly reviewer: boolean } | null;
  readonly aider: boolean;
  /** Bits of {@link UNVERIFIABLE} and {@link OBFUSCATED}. */
  readonly flags: number;
}

const UNVERIFIABLE = 1;
const OBFUSCATED = 2;

function readIdentity(identity: Identity, agents: AgentTable): IdentityReading {
  const clean = { name: normalizeText(identity.name), mail: normalizeText(identity.mail) };
  const house = agents.byIdentity(clean);
  const known = house === null ? matchIdentity(clean, 'author') : null;
  const match =
    house === null
      ? known && { tool: known.tool, weak: known.weak, reviewer: known.row.kind === 'reviewer' }
      : { tool: house, weak: false, reviewer: false };
  const aider = /\(aider\)$/.test(clean.name.trimEnd());
  const hidden = (match !== null || aider) && (clean.name !== identity.name || clean.mail !== identity.mail);
  return {
    match,
    aider,
    flags: (isUnverifiable(clean.mail) ? UNVERIFIABLE : 0) | (hidden ? OBFUSCATED : 0),
  };
}

interface Readings {
  readonly author: IdentityReading;
  readonly committer: IdentityReading;
  readonly aider: boolean;
}

function evidenceOf(commit: Commit, { author, committer, aider }: Readings): Evidence[] {
  const found: Evidence[] = [];
  const add = (part: Pick<Evidence, 'class' | 'tool' | 'place' | 'text' | 'confidence'>): void => {
    found.push({ assistance: 'ai', commit: commit.id, line: part.place === 'subject' ? 1 : null, ...part });
  };
  const shown = (identity: Identity): string => excerpt(`${identity.name} <${identity.mail}>`, EXCERPT_LIMIT);
  if (author.match !== null) {
    const { tool, weak } = author.match;
    const place: EvidencePlace = 'author';
    if (weak) add({ class: 'inferred', tool, place, text: shown(commit.author), confidence: WEAK_CONFIDENCE });
    else add({ class: 'observed', tool, place, text: shown(commit.author), confidence: 1 });
  } else if (committer.match !== null && !committer.match.reviewer && committer.match.tool.name !== AIDER.name) {
    const { tool } = committer.match;
    const confidence = committer.match.weak ? WEAK_CONFIDENCE : COMMITTER_CONFIDENCE;
    add({ class: 'inferred', tool, place: 'committer', text: shown(commit.committer), confidence });
  }
  if (author.aider) add({ class: 'declared', tool: AIDER, place: 'author', text: shown(commit.author), confidence: 1 });
  if (aider)
    add({
      class: 'declared',
      tool: AIDER,
      place: 'subject',
      text: excerpt(firstLine(commit.message), EXCERPT_LIMIT),
      confidence: 1,
    });
  return found;
}

const AIDER: Tool = { name: 'Aider', model: null };

function findingsOf(commit: Commit, author: IdentityReading): ProvenanceFinding[] {
  const found: ProvenanceFinding[] = [];
  if ((author.flags & UNVERIFIABLE) !== 0) {
    const message = `the author address ${commit.author.mail.trim().toLowerCase()} is a placeholder that has leaked to an unrelated account; it proves nothing`;
    found.push({ code: 'unverifiable-identity', commit: commit.id, message });
  }
  if ((author.flags & OBFUSCATED) !== 0) {
    found.push({
      code: 'obfuscated-marker',
      commit: commit.id,
      message: 'invisible or full-width characters stand in the author that names a tool',
    });
  }
  return found;
}

/** aider's own prefix is lower-case; `Aider: ...` is an ordinary subject. */
function aiderSubject(message: string): boolean {
  return message.startsWith('aider: ') || message.startsWith('aider:\t');
}

function firstLine(message: string): string {
  const end = message.indexOf('\n');
  return end < 0 ? message : message.slice(0, end);
}
