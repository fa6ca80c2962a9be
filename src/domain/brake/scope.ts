import { accept, assertNever, canonicalJson, hasInvisible, type Result, reject } from '../../kernel/index.ts';
import { compileGlob, type Tier } from '../catalog/index.ts';
import { type BrakeScope, MAX_NAME, MAX_PARTS, type ScopePart } from './model.ts';

/** `everything`, `tier:0`, `service:checkout`, `flow:pay`, `path:db/**`, `agent:NAME`, `model:NAME`, `pattern:ID`. */
export function scopePartText(part: ScopePart): string {
  switch (part.kind) {
    case 'everything':
      return 'everything';
    case 'tier':
      return `tier:${part.tier}`;
    case 'service':
      return `service:${part.service}`;
    case 'flow':
      return `flow:${part.flow}`;
    case 'path':
      return `path:${part.glob}`;
    case 'agent':
      return `agent:${part.agent}`;
    case 'model':
      return `model:${part.model}`;
    case 'pattern':
      return `pattern:${part.pattern}`;
    default:
      return assertNever(part);
  }
}

/** Reads {@link scopePartText}; rejects with one sentence that says what may stand there. */
export function parseScopePart(text: string): Result<ScopePart, string> {
  const trimmed = text.trim();
  if (trimmed === 'everything') return accept({ kind: 'everything' });
  const cut = trimmed.indexOf(':');
  const kind = trimmed.slice(0, Math.max(0, cut));
  const name = trimmed.slice(cut + 1).trim();
  if (cut < 0 || name === '') return reject(`${JSON.stringify(trimmed.slice(0, MAX_NAME))} is no scope; ${FORMS}`);
  if (name.length > MAX_NAME || hasInvisible(name)) {
    return reject(`the name in a scope has at most ${MAX_NAME} visible characters`);
  }
  switch (kind) {
    case 'tier':
      return /^[0-3]$/.test(name)
        ? accept({ kind, tier: Number(name) as Tier })
        : reject('a tier is 0, 1, 2 or 3, such as tier:0');
    case 'service':
      return accept({ kind, service: name });
    case 'flow':
      return accept({ kind, flow: name });
    case 'path': {
      const compiled = compileGlob(name);
      return compiled.ok ? accept({ kind, glob: name }) : reject(`path:${name} is no pattern: ${compiled.rejection}`);
    }
    case 'agent':
      return accept({ kind, agent: name });
    case 'model':
      return accept({ kind, model: name });
    case 'pattern':
      return accept({ kind, pattern: name });
    default:
      return reject(`${JSON.stringify(kind.slice(0, MAX_NAME))} is no kind of scope; ${FORMS}`);
  }
}

/** Reads a whole scope; sorted by its text, without repetition. */
export function parseScope(texts: readonly string[]): Result<BrakeScope, string> {
  const parts: ScopePart[] = [];
  for (const text of texts) {
    const part = parseScopePart(text);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  if (parts.length === 0) return reject(`a brake needs a scope; ${FORMS}`);
  if (parts.length > MAX_PARTS) return reject(`a brake covers at most ${MAX_PARTS} things; brake a wider one`);
  return accept(orderedScope(parts));
}

/** The same scope in one form: sorted by its text, without repetition. */
export function orderedScope(scope: BrakeScope): BrakeScope {
  const byText = new Map(scope.map((part) => [scopePartText(part), part]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

/** Whether everything that `narrow` covers is surely covered by `wide`; false where that cannot be told from the two alone. */
export function coversScope(wide: BrakeScope, narrow: BrakeScope): boolean {
  return narrow.every((part) => wide.some((other) => coversPart(other, part)));
}

function coversPart(wide: ScopePart, narrow: ScopePart): boolean {
  if (wide.kind === 'everything') return true;
  if (wide.kind === 'path' && narrow.kind === 'path') return coversGlob(wide.glob, narrow.glob);
  return canonicalJson(folded(wide)) === canonicalJson(folded(narrow));
}

/** Agents and models are compared without regard to case. */
function folded(part: ScopePart): ScopePart {
  if (part.kind === 'agent') return { ...part, agent: foldName(part.agent) };
  if (part.kind === 'model') return { ...part, model: foldName(part.model) };
  return part;
}

/** A folder covers what is written below it; anything cleverer would have to be proved. */
function coversGlob(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '**') return true;
  const folder = wide.replace(/\/(?:\*\*)?$/, '');
  return !/[*?\\]/.test(folder) && narrow.startsWith(`${folder}/`);
}

/** As names of agents and models are compared. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

const FORMS = 'write everything, tier:0, service:NAME, flow:NAME, path:GLOB, agent:NAME, model:NAME or pattern:ID';
