import { excerpt } from '../../kernel/index.ts';
import { type Attribution, identityIn, judgeAssistant, judgeGenerator, namedTool } from './attribution.ts';
import { isPersonal, isUnverifiable, matchIdentity } from './identity.ts';
import type { Marker } from './marker.ts';
import { type EvidencePlace, EXCERPT_LIMIT, type Tool } from './model.ts';
import { sessionDigest } from './session-link.ts';
import { looksLikeModel, toolByAlias, toolByUnambiguousAlias } from './tool-name.ts';
import { UNNAMED_TOOL, WEAK_CONFIDENCE } from './tool-table.ts';

/** `Key: value` on one line, key in lower case. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** Values that other lines of the same paragraph state: `Model: Y` under `Coding-Agent: X`. */
export type TrailerBlock = ReadonlyMap<string, string>;

/** Longest key looked at: bounds the work on a line without a colon near its start. */
const KEY_LIMIT = 48;

/** Reads a line as a trailer; `null` where it has no key at its very start. Linear, by position and not by pattern. */
export function readTrailer(line: string): Trailer | null {
  const colon = line.indexOf(':');
  if (colon < 1 || colon > KEY_LIMIT) return null;
  const key = line
    .slice(0, colon)
    .trimEnd()
    .toLowerCase()
    .replace(BLANK_KEY, (blank) => blank.replaceAll(' ', '-'));
  return /^[a-z][a-z0-9-]*$/.test(key) ? { key, value: line.slice(colon + 1).trim() } : null;
}

/** Attribution keys that people write with blanks, as in `Assisted by: Claude Opus 4.6`. */
const BLANK_KEY = /^(?:co[- ]authored|assisted|generated) by$/;

/** What a trailer says of who wrote the change; empty for trailers that say nothing of it. Full confidence is 1. */
export function readMarkers(trailer: Trailer, block: TrailerBlock): readonly Marker[] {
  const reader = READERS.get(trailer.key);
  if (reader !== undefined) return reader(trailer.value, block, trailer.key);
  if (trailer.key.startsWith('entire-')) return entire(trailer.value, block);
  return [];
}

/** Whether {@link readMarkers} knows the key. */
export function isKnownKey(key: string): boolean {
  return READERS.has(key) || key.startsWith('entire-');
}

type Reader = (value: string, block: TrailerBlock, key: string) => readonly Marker[];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['co-authored-by', coAuthor],
  ['co-developed-by', coAuthor],
  ['signed-off-by', signedOff],
  ['assisted-by', assisted],
  ['generated-by', generated],
  ['made-with', generated],
  ['coding-agent', named],
  ['ai-assistant', named],
  ['ai-tool', named],
  ['ai-assisted', aiAssisted],
  ['ai-used-for', aiUsedFor],
  ['harness-agent', named],
  ['harness-run', harnessRun],
  ['claude-session', (value) => session('Claude Code', value)],
  ['agent-logs-url', (value) => session('Copilot coding agent', value)],
  ['amp-thread-id', (value) => session('Amp', value)],
  ['replit-commit-author', replitAuthor],
  ['replit-commit-session-id', replitSession],
]);

function ai(tool: Tool, options: { readonly place?: EvidencePlace; readonly text?: string } = {}): Marker {
  const text = options.text === undefined ? {} : { text: options.text };
  return { kind: 'ai', class: 'declared', tool, place: options.place ?? 'trailer', confidence: 1, ...text };
}

function weakly(tool: Tool, options: { readonly place: EvidencePlace; readonly confidence: number }): Marker {
  return { kind: 'ai', class: 'inferred', tool, ...options };
}

function coAuthor(value: string): readonly Marker[] {
  const identity = identityIn(value) ?? { name: value, mail: '' };
  if (isUnverifiable(identity.mail)) return [unverifiable(identity.mail)];
  const match = matchIdentity(identity, 'co-author');
  if (match !== null) {
    // A reviewer's suggestion taken over by a person leaves its name: AI touched only where it authors the commit.
    if (match.row.kind === 'reviewer') return [weakly(match.tool, { place: 'co-author', confidence: SUGGESTION })];
    return [
      match.weak
        ? weakly(match.tool, { place: 'co-author', confidence: WEAK_CONFIDENCE })
        : ai(match.tool, { place: 'co-author' }),
    ];
  }
  const named = identity.mail === '' ? toolByUnambiguousAlias(identity.name) : null;
  if (named !== null) {
    return [weakly({ name: named.name, model: null }, { place: 'co-author', confidence: WEAK_CONFIDENCE })];
  }
  if (looksLikeModel(identity.name)) return [ai({ name: UNNAMED_TOOL, model: identity.name }, { place: 'co-author' })];
  return isPersonal(identity) ? [{ kind: 'co-author', identity }] : [];
}

/** An accepted review suggestion: below what decides. */
const SUGGESTION = 0.4;

function unverifiable(mail: string): Marker {
  const message = `${mail.toLowerCase()} is a placeholder address that has leaked to an unrelated account; it proves nothing`;
  return { kind: 'finding', code: 'unverifiable-identity', message };
}

function signedOff(value: string): readonly Marker[] {
  const identity = identityIn(value);
  if (identity === null) return [];
  if (isUnverifiable(identity.mail)) return [unverifiable(identity.mail)];
  const match = matchIdentity(identity, 'co-author');
  if (match === null) return [];
  const message = `Signed-off-by names ${match.tool.name}: only a human can sign off`;
  const finding: Marker = { kind: 'finding', code: 'ai-signed-off', message };
  return [match.weak ? weakly(match.tool, { place: 'trailer', confidence: WEAK_CONFIDENCE }) : ai(match.tool), finding];
}

function assisted(value: string): readonly Marker[] {
  return markersOf(judgeAssistant(value), value);
}

function generated(value: string, block: TrailerBlock): readonly Marker[] {
  return withModel(markersOf(judgeGenerator(value), value), block);
}

function markersOf(attribution: Attribution, value: string): readonly Marker[] {
  switch (attribution.kind) {
    case 'ai': {
      const { tool, class: grade, confidence } = attribution;
      return [{ kind: 'ai', class: grade, tool, place: 'trailer', confidence }, ...operatorIn(value)];
    }
    case 'none':
      return [{ kind: 'human', place: 'trailer', confidence: 1 }];
    case 'person':
      return attribution.identity !== null && isPersonal(attribution.identity)
        ? [{ kind: 'co-author', identity: attribution.identity }]
        : [];
    case 'nothing':
      return [];
  }
}

/** `Generated-By: TOOL (model: M; operator: mail)`. */
function operatorIn(value: string): readonly Marker[] {
  const stated = /\boperator[ \t]*[:=][ \t]*([^\s;,()]+)/i.exec(value)?.[1] ?? '';
  return stated.includes('@') ? [{ kind: 'prompter', person: stated.toLowerCase() }] : [];
}

function named(value: string, block: TrailerBlock): readonly Marker[] {
  const tool = namedTool(value);
  return tool === null ? [] : withModel([ai(tool)], block);
}

function withModel(markers: readonly Marker[], block: TrailerBlock): readonly Marker[] {
  const model = block.get('model') ?? block.get('harness-model') ?? block.get('ai-model') ?? null;
  if (model === null || model === '') return markers;
  return markers.map((marker) =>
    marker.kind === 'ai' && marker.tool.model === null
      ? { ...marker, tool: { ...marker.tool, model: excerpt(model, 80) } }
      : marker,
  );
}

function aiAssisted(value: string, block: TrailerBlock): readonly Marker[] {
  if (/^(?:yes|true|partly|partially|partial|fully|full|y)\b/i.test(value)) {
    return withModel([ai(namedTool(block.get('ai-tool') ?? '') ?? { name: UNNAMED_TOOL, model: null })], block);
  }
  const attribution = judgeGenerator(value);
  return attribution.kind === 'ai' ? withModel(markersOf(attribution, value), block) : [];
}

/** Uses that leave traces in the content; research or review alone is no authorship. */
const AUTHORING =
  /\b(?:code|coding|tests?|implementation|implementing|refactor\w*|docs|documentation|scripts?|everything)\b/i;

function aiUsedFor(value: string, block: TrailerBlock): readonly Marker[] {
  if (!AUTHORING.test(value)) return [];
  return withModel([ai(namedTool(block.get('ai-tool') ?? '') ?? { name: UNNAMED_TOOL, model: null })], block);
}

function harnessRun(value: string, block: TrailerBlock): readonly Marker[] {
  if (block.has('harness-agent') || !/^[\w./-]{1,80}@[\w.-]{1,40}$/.test(value)) return [];
  return withModel([ai({ name: UNNAMED_TOOL, model: null })], block);
}

function session(tool: string, value: string): readonly Marker[] {
  if (value === '') return [];
  const markers: Marker[] = [
    ai({ name: tool, model: null }, { place: 'session-link', text: `${tool} session ${sessionDigest(value)}` }),
  ];
  if (/:\/\//.test(value)) markers.push(sessionInHistory(tool));
  return markers;
}

/** The finding for a link that lets any reader of the history open a session. */
export function sessionInHistory(tool: string): Marker {
  const message = `the message links a ${tool} session: keep a digest of it instead, the link may expose the transcript`;
  return { kind: 'finding', code: 'session-link-in-history', message };
}

function entire(value: string, block: TrailerBlock): readonly Marker[] {
  if (value === '') return [];
  const agent = block.get('entire-agent') ?? '';
  const tool = { name: toolByAlias(agent)?.name ?? 'Entire', model: null };
  return [ai(tool, { text: `Entire record ${sessionDigest(value)}` })];
}

function replitAuthor(value: string): readonly Marker[] {
  return /^(?:agent|assistant)$/i.test(value) ? [ai({ name: 'Replit Agent', model: null })] : [];
}

function replitSession(value: string, block: TrailerBlock): readonly Marker[] {
  if (value === '' || block.has('replit-commit-author')) return [];
  const text = `Replit session ${sessionDigest(value)}`;
  return [ai({ name: 'Replit Agent', model: null }, { place: 'session-link', text: excerpt(text, EXCERPT_LIMIT) })];
}
