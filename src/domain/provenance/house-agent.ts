import type { Identity } from '../change/index.ts';
import { identityIn } from './attribution.ts';
import type { Marker } from './marker.ts';
import type { Tool } from './model.ts';
import type { Trailer } from './trailer.ts';

/** What a team says of one of its agents; everything but the name in lower case. */
export interface NamedAgent {
  readonly name: string;
  readonly mails: readonly string[];
  /** Without `@`; `NAME` stands for `NAME[bot]` too. */
  readonly handles: readonly string[];
  readonly trailers: readonly string[];
}

/** Agents that a team names beside the table of tools, by everything they are known by. */
export interface AgentTable {
  /** Keys of trailers that only an agent writes, lower-case. */
  readonly keys: readonly string[];
  /** The agent of an author or co-author; `null` where the team named none. */
  readonly byIdentity: (identity: Identity) => Tool | null;
  /** What a trailer says of such an agent; `null` where it names none. */
  readonly byTrailer: (trailer: Trailer) => Marker | null;
}

/** No agents but those of the table of tools. */
export const NO_HOUSE_AGENTS: AgentTable = { keys: [], byIdentity: () => null, byTrailer: () => null };

/** Trailers that name who wrote a change, by address or by name. */
const IDENTITY_KEYS: ReadonlySet<string> = new Set(['co-authored-by', 'co-developed-by', 'signed-off-by']);
const NAME_KEYS: ReadonlySet<string> = new Set([
  'assisted-by',
  'generated-by',
  'made-with',
  'coding-agent',
  'ai-assistant',
  'ai-tool',
]);

/** Indexes agents once for many commits; of two that claim one address the first counts. */
export function agentTable(agents: readonly NamedAgent[]): AgentTable {
  if (agents.length === 0) return NO_HOUSE_AGENTS;
  const names = indexed(agents, ({ name }) => [name.toLowerCase()]);
  const mails = indexed(agents, (agent) => agent.mails);
  const handles = indexed(agents, (agent) => agent.handles.flatMap((handle) => [handle, `${handle}[bot]`]));
  const keys = indexed(agents, (agent) => agent.trailers);
  const byIdentity = ({ mail }: Identity): Tool | null => {
    const address = mail.trim().toLowerCase();
    return toolOf(mails.get(address) ?? handles.get(loginOf(address)));
  };
  return {
    keys: [...keys.keys()],
    byIdentity,
    byTrailer: ({ key, value }) => {
      const own = toolOf(keys.get(key));
      if (own !== null) return value === '' ? null : declared(own, 'trailer');
      if (!IDENTITY_KEYS.has(key) && !NAME_KEYS.has(key)) return null;
      const identity = identityIn(value);
      const named = identity === null ? null : byIdentity(identity);
      if (named !== null) return declared(named, IDENTITY_KEYS.has(key) ? 'co-author' : 'trailer');
      const word = NAME_KEYS.has(key) ? toolOf(names.get(firstName(value))) : null;
      return word === null ? null : declared(word, 'trailer');
    },
  };
}

function indexed(
  agents: readonly NamedAgent[],
  wordsOf: (agent: NamedAgent) => readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const agent of agents) {
    for (const word of wordsOf(agent)) if (word !== '' && !found.has(word)) found.set(word, agent.name);
  }
  return found;
}

function toolOf(name: string | undefined): Tool | null {
  return name === undefined ? null : { name, model: null };
}

function declared(tool: Tool, place: 'trailer' | 'co-author'): Marker {
  return { kind: 'ai', class: 'declared', tool, place, confidence: 1 };
}

/** The account of a forge's private address (`ID+LOGIN@…`, `LOGIN@…`), bots' too; empty for any other address. */
function loginOf(mail: string): string {
  const form = /^(?:\d{1,20}[+-])?([^@+\s]{1,255})@users\.noreply\.(?:github|gitlab)\.com$/.exec(mail);
  return form?.[1] ?? '';
}

/** `NAME`, `NAME:MODEL`, `NAME (…)`. */
function firstName(value: string): string {
  const end = value.search(/[:/([#<]/);
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
}
