import { accept, digestOf, type Result, reject } from '../../kernel/index.ts';
import { toolByName } from './tool-name.ts';

/** What a recorded declaration states. */
export interface AssistanceClaim {
  /** Canonical name, alias, or one word for a tool of no table. */
  readonly tool: string;
  /** `null` where it is not known. */
  readonly model: string | null;
  /** Any text that names the session; only its digest is written. `null` where there is none. */
  readonly session: string | null;
}

/** Why a record cannot be written. */
export interface RecordRejection {
  readonly code: 'malformed-tool' | 'malformed-model' | 'malformed-path' | 'malformed-lines' | 'unreadable-note';
  /** One sentence that names the value and the fix. */
  readonly message: string;
}

/** Trailer that ties a commit to a session kept elsewhere: a digest proves which one without exposing it. */
export const SESSION_TRAILER = 'Session-Digest';

/** What `Assisted-by` says where no AI took part. */
export const NO_ASSISTANCE_TRAILER = 'Assisted-by: none';

/** Stands for a model that is not known: `TOOL` alone could be read as a person. */
const UNKNOWN_MODEL = 'unknown';
const TOOL_TOKEN = /^[A-Za-z][\w-]{0,79}$/;
const MODEL_TOKEN = /^[A-Za-z0-9][\w.-]{0,119}$/;

/**
 * The trailer lines that declare assistance, in order: `Assisted-by: TOOL:MODEL` (the form of the Linux kernel's
 * coding-assistants rule) and, with a session, `Session-Digest: sha256:...`. What is written is read back as the same
 * tool and model. Rejects names that could not stand in one line.
 */
export function recordTrailers(claim: AssistanceClaim): Result<readonly string[], RecordRejection> {
  const tool = toolToken(claim.tool);
  if (tool === null) {
    return reject({
      code: 'malformed-tool',
      message: `the tool must be one word such as claude-code, not ${quoted(claim.tool)}`,
    });
  }
  const model = claim.model === null ? UNKNOWN_MODEL : modelToken(claim.model);
  if (model === null) {
    return reject({
      code: 'malformed-model',
      message: `the model must be one word such as gpt-5.5, not ${quoted(claim.model ?? '')}`,
    });
  }
  const lines = [`Assisted-by: ${tool}:${model}`];
  if (claim.session !== null) lines.push(`${SESSION_TRAILER}: ${digestOf(claim.session)}`);
  return accept(lines);
}

/** The word for a tool in records: an alias of its row, or the name itself; `null` where it is no single word. */
export function toolToken(tool: string): string | null {
  const token = tool.trim().replace(/\s+/g, '-');
  const row = toolByName(tool);
  if (row !== null) {
    const own = row.name.toLowerCase().replace(/\s+/g, '-');
    return row.aliases.includes(own) ? own : (row.aliases[0] ?? null);
  }
  return TOOL_TOKEN.test(token) ? token : null;
}

function modelToken(model: string): string | null {
  const token = model.trim().replace(/\s+/g, '-');
  return MODEL_TOKEN.test(token) ? token : null;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
