import { splitNote } from './note-text.ts';

/** Shorter notes are kept as they are: reading them twice would cost more than they hold. */
const SHORT_NOTE = 16_384;

/** What a reader of `readGitAiNote` can see of a record. */
const RECORD_MEMBERS = ['agent_id', 'human_author', 'author'] as const;

/**
 * The note without the transcripts and counters that nobody here reads, for keeping many in memory: it reads as the
 * same note, and one that cannot be read stays one that cannot be read. Some histories hold a megabyte a note.
 */
export function condenseGitAiNote(text: string): string {
  if (text.length < SHORT_NOTE) return text;
  const parts = splitNote(text);
  const metadata = parts === null ? null : objectOf(parts.metadata);
  if (parts === null || metadata === null) return UNREADABLE;
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(metadata)) {
    if (name === 'schema_version' || name === 'base_commit_sha') kept.push([name, value]);
    else if (name === 'sessions' || name === 'prompts' || name === 'humans') kept.push([name, recordsOf(value)]);
  }
  return `${parts.attestations.join('\n')}\n---\n${JSON.stringify(Object.fromEntries(kept))}`;
}

/** A note whose metadata is missing. */
const UNREADABLE = '---\n';

function recordsOf(value: unknown): unknown {
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, record]) => [key, recordOf(record)]));
}

function recordOf(record: unknown): unknown {
  if (!isObject(record)) return typeof record === 'string' ? record : null;
  const kept = RECORD_MEMBERS.filter((name) => Object.hasOwn(record, name)).map(
    (name) => [name, record[name]] as const,
  );
  return Object.fromEntries(kept);
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
