import type { Identity } from '../change/index.ts';
import { isNoReply, isUnverifiable, matchIdentity } from './identity.ts';
import type { Tool } from './model.ts';
import { looksLikeModel, toolByAlias, toolByPrefix, toolByUnambiguousAlias } from './tool-name.ts';
import { UNNAMED_TOOL, WEAK_CONFIDENCE } from './tool-table.ts';

/** What the value of an attribution trailer says. `nothing`: neither a known tool nor a person nor `none`. */
export type Attribution =
  | { readonly kind: 'ai'; readonly tool: Tool; readonly class: 'declared' | 'inferred'; readonly confidence: number }
  | { readonly kind: 'person'; readonly identity: Identity | null }
  | { readonly kind: 'none' }
  | { readonly kind: 'nothing' };

const NOTHING: Attribution = { kind: 'nothing' };

/**
 * Judges a value of `Assisted-by`. The same trailer names people in some projects (curl), so a value is AI only where
 * it is a known tool or model, a single token `TOOL:MODEL` or `TOOL/MODEL`, or carries the address of a tool;
 * two capitalised words or a personal address are a person, and `none` says that no AI took part.
 */
export function judgeAssistant(value: string): Attribution {
  const text = value.trim();
  if (text.toLowerCase() === 'none') return { kind: 'none' };
  const identity = identityIn(text);
  if (identity !== null) return judgeIdentity(identity);
  const reference = viaTool(text) ?? toolReference(text) ?? modelAlone(text);
  if (reference !== null) return declared(reference);
  if (GENERIC.test(text)) return declared(generic());
  if (isPersonName(text)) return { kind: 'person', identity: null };
  const pair = unknownPair(text);
  if (pair !== null) return declared(pair);
  return /\bAI\b/.test(text) ? declared(generic()) : NOTHING;
}

/**
 * Judges a value of `Generated-by`, `Made-with` and the like, which ordinary generators use too: AI only where the
 * value is a known tool, model, or a generic word for one.
 */
export function judgeGenerator(value: string): Attribution {
  const text = value.trim();
  const identity = identityIn(text);
  if (identity !== null) {
    const match = matchIdentity(identity, 'co-author');
    if (match === null) return NOTHING;
    return match.weak ? inferred(match.tool) : declared(match.tool);
  }
  const reference = viaTool(text) ?? toolReference(text) ?? modelAlone(text);
  if (reference !== null) return declared(reference);
  return GENERIC.test(text) || text === 'AI' ? declared(generic()) : NOTHING;
}

/** A tool by the value of a key that itself says AI (`AI-Tool`, `Coding-Agent`): an unknown name keeps its name. */
export function namedTool(value: string): Tool | null {
  const text = value.trim();
  if (text === '' || NEGATIVE.test(text)) return null;
  return viaTool(text) ?? toolReference(text) ?? modelAlone(text) ?? { name: text.slice(0, NAME_LIMIT), model: null };
}

/** Splits `NAME <MAIL>`, `<MAIL>` or a bare address; `null` where there is no address. */
export function identityIn(value: string): Identity | null {
  const open = value.indexOf('<');
  if (open >= 0) {
    const close = value.indexOf('>', open);
    const mail = value.slice(open + 1, close < 0 ? undefined : close).trim();
    return mail.includes('@') ? { name: value.slice(0, open).trim(), mail } : null;
  }
  const bare = value.trim();
  return bare.length <= MAIL_LIMIT && BARE_MAIL.test(bare) ? { name: '', mail: bare } : null;
}

/** RFC 5321 section 4.5.3.1; also bounds the pattern, whose dots could be split in many ways. */
const MAIL_LIMIT = 320;
const BARE_MAIL = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;

/** Longest name taken over from a trailer. */
const NAME_LIMIT = 80;
const NEGATIVE = /^(?:none|no|n\/a|false|nothing|nobody|never|-)$/i;
const GENERIC = /\b(?:LLMs?|chatbot|ChatGPT|AI (?:assistant|agent|model|tools?))\b/i;
/** Stands for "not stated" in records of several tools. */
const NO_MODEL = /^(?:unknown|none|default|auto|n\/a)$/i;

function generic(): Tool {
  return { name: UNNAMED_TOOL, model: null };
}

function declared(tool: Tool): Attribution {
  return { kind: 'ai', tool, class: 'declared', confidence: 1 };
}

function inferred(tool: Tool): Attribution {
  return { kind: 'ai', tool, class: 'inferred', confidence: WEAK_CONFIDENCE };
}

function judgeIdentity(identity: Identity): Attribution {
  if (isUnverifiable(identity.mail)) return NOTHING;
  const match = matchIdentity(identity, 'co-author');
  if (match !== null) return match.weak ? inferred(match.tool) : declared(match.tool);
  const row = toolByUnambiguousAlias(identity.name);
  if (row !== null) return declared({ name: row.name, model: null });
  if (isNoReply(identity.mail)) return inferred(namedTool(identity.name) ?? generic());
  return { kind: 'person', identity };
}

/** `TOOL`, `TOOL:MODEL`, `TOOL/MODEL#effort`, `TOOL (MODEL)`, `TOOL [helpers]`, `TOOL 1.2`, with a known tool. */
function toolReference(text: string): Tool | null {
  const separator = /[:/([#]/.exec(text);
  if (separator === null) return plainReference(text);
  const row = toolByAlias(text.slice(0, separator.index));
  if (row === null) return plainReference(text.slice(0, separator.index), text.slice(separator.index));
  return { name: row.name, model: statedModel(text.slice(separator.index)) };
}

/** A known tool followed by nothing, a version or a model: `cursor position` is no reference. */
function plainReference(text: string, tail = ''): Tool | null {
  const found = toolByPrefix(text);
  if (found === null) return null;
  const { row, rest } = found;
  // `Claude Opus 4.6` is a model, whatever tool ran it.
  if (rest !== '' && looksLikeModel(text)) return null;
  if (looksLikeModel(rest)) return { name: row.name, model: rest };
  if (rest === '' || /^v?\d[\w.]*$/.test(rest)) return { name: row.name, model: statedModel(tail) };
  return null;
}

function statedModel(tail: string): string | null {
  const inside = /^[:/]([^\s#([]+)|^#?[^([]*[([]([^)\]]*)/.exec(tail);
  const model = (inside?.[1] ?? modelInParentheses(inside?.[2] ?? '')).trim();
  return model === '' || NO_MODEL.test(model) ? null : model;
}

/** `(model: M; operator: mail)` or `(M)`; helper tools in brackets are no model. */
function modelInParentheses(inside: string): string {
  const named = /\bmodel[ \t]*[:=][ \t]*([^;,]+)/i.exec(inside)?.[1];
  if (named !== undefined) return named;
  return looksLikeModel(inside) ? inside : '';
}

/** `MODEL via TOOL` and `MODEL (via TOOL)`; the vendor's bare name for its model (`Claude via Cursor`) counts as one. */
function viaTool(text: string): Tool | null {
  const at = Math.max(text.toLowerCase().lastIndexOf(' via '), text.toLowerCase().lastIndexOf('(via '));
  if (at < 0) return null;
  const tool = toolReference(
    text
      .slice(at + ' via '.length)
      .replace(/\)$/, '')
      .trim(),
  );
  if (tool === null) return null;
  const before = text.slice(0, at).trim();
  const vendor = toolByAlias(before);
  const named = looksLikeModel(before) || (vendor !== null && vendor.name !== tool.name);
  return { name: tool.name, model: named ? before.slice(0, NAME_LIMIT) : tool.model };
}

function modelAlone(text: string): Tool | null {
  return looksLikeModel(text) ? { name: UNNAMED_TOOL, model: text.slice(0, NAME_LIMIT) } : null;
}

function isPersonName(text: string): boolean {
  const words = text.split(/\s+/, 6);
  return words.length >= 2 && words.every((word) => /^\p{Lu}[\p{L}\p{M}'’.-]*$/u.test(word));
}

/** `name:model` or `name/model` as the first token, of a tool that is in no table; links and dates are none. */
function unknownPair(text: string): Tool | null {
  const [token = '', ...rest] = text.split(/\s+/, 3);
  if (rest.some((word) => /^\p{Lu}/u.test(word)) || /^https?:|^www\.|^n\/a$/i.test(token)) return null;
  const pair = /^([A-Za-z][\w-]{0,79})[:/]([\w.-][\w./-]{0,119})(?:#\w+)?$/.exec(token);
  if (pair === null) return null;
  const [, name = '', model = ''] = pair;
  return { name, model: NO_MODEL.test(model) ? null : model };
}
