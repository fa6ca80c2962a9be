import { excerpt, normalizeText } from '../../kernel/index.ts';
import { evidenceOfMarkers, findingsOfMarkers, peopleOfMarkers } from './detect.ts';
import { type AgentTable, NO_HOUSE_AGENTS } from './house-agent.ts';
import { matchIdentity } from './identity.ts';
import { type Evidence, EXCERPT_LIMIT, type ProvenanceFinding } from './model.ts';
import { scanText } from './scan-text.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** What a forge says of a pull request. */
export interface PullRequestText {
  readonly body: string;
  readonly labels: readonly string[];
  /** Handle without `@`; `null` where it is not known. */
  readonly author: string | null;
}

/** What a pull request says of who wrote the change. */
export interface PullRequestReading {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ProvenanceFinding[];
  /** People it names: co-authors always, those who directed an agent only where the change is AI work. */
  readonly peopleIf: (options: { readonly isAi: boolean }) => readonly string[];
}

/** Anybody may set a label. */
const LABEL_CONFIDENCE = 0.6;
const LABELS = new Map(TOOL_TABLE.flatMap((row) => row.labels.map((label) => [label, row.name] as const)));

/** Reads body, labels and author of a pull request. Evidence has the place `pull-request` and no commit. */
export function detectPullRequest(
  { body, labels, author }: PullRequestText,
  agents: AgentTable = NO_HOUSE_AGENTS,
): PullRequestReading {
  const markers = scanText(body, 'pull-request-body', agents);
  const evidence = evidenceOfMarkers(markers, null).map((piece): Evidence => ({ ...piece, place: 'pull-request' }));
  const byAuthor = author === null ? null : authorEvidence(author, agents);
  const human =
    author !== null && botNameOf(author) === '' && byAuthor === null ? [`@${author.trim().toLowerCase()}`] : [];
  return {
    evidence: [...evidence, ...labels.flatMap(labelEvidence), ...(byAuthor === null ? [] : [byAuthor])],
    findings: findingsOfMarkers(markers, null),
    peopleIf: ({ isAi }) => [...peopleOfMarkers(markers, { isAi }), ...(isAi ? human : [])],
  };
}

function labelEvidence(label: string): Evidence[] {
  const name = LABELS.get(normalizeText(label).trim().toLowerCase());
  if (name === undefined) return [];
  return [
    {
      ...PLACE,
      class: 'inferred',
      tool: { name, model: null },
      text: excerpt(`label ${label}`, EXCERPT_LIMIT),
      confidence: LABEL_CONFIDENCE,
    },
  ];
}

/** A bot that opens the request; a plain handle says nothing, since anybody may have it. */
function authorEvidence(author: string, agents: AgentTable): Evidence | null {
  const house = agents.byIdentity({ name: '', mail: `${author.trim().replace(/^@/, '')}@users.noreply.github.com` });
  const opened = excerpt(`opened by ${author}`, EXCERPT_LIMIT);
  if (house !== null) return { ...PLACE, class: 'observed', confidence: 1, tool: house, text: opened };
  const match = matchIdentity({ name: botNameOf(author), mail: '' }, 'author');
  if (match === null || match.row.kind === 'reviewer') return null;
  const strength = match.weak
    ? ({ class: 'inferred', confidence: LABEL_CONFIDENCE } as const)
    : ({ class: 'observed', confidence: 1 } as const);
  return { ...PLACE, ...strength, tool: match.tool, text: opened };
}

/** Forges name one bot in several ways: `NAME[bot]`, `app/NAME` (GitHub's own client), and `Copilot`, a reserved login. */
function botNameOf(author: string): string {
  const handle = author.trim().toLowerCase();
  if (handle === 'copilot') return 'copilot-swe-agent[bot]';
  if (handle.startsWith('app/')) return `${handle.slice('app/'.length)}[bot]`;
  return handle.endsWith('[bot]') ? handle : '';
}

const PLACE = { assistance: 'ai', place: 'pull-request', commit: null, line: null } as const;
