import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { type FixEvidence, type FixTracer, TRACE_RULES } from '../../domain/label/index.ts';
import { canonicalJson, digestOf, Fault, type Instant, printable } from '../../kernel/index.ts';

/** Names the folder too, so that entries of another format are never read. */
const FORMAT = 'fix-evidence-v1';
/** Bytes of one entry that are read; a longer one is not ours. */
const ENTRY_LIMIT = 67_108_864;

/**
 * Remembers what a tracer found in a folder that the caller gives, one file for each fix, named by the digest of the
 * fix and the rules it was traced by: a commit's id fixes its whole past, so an entry never grows stale. What depends
 * on this machine or clone (missing objects, a shallow history) is not kept. An entry that is damaged or not ours is
 * traced anew and replaced. Source text is never written. Throws a Fault where the folder cannot be written.
 */
export function rememberedTracer(given: { tracer: FixTracer; folder: string }): FixTracer {
  return {
    trace: async (fix) => {
      const path = entryPath(given.folder, fix);
      const known = await readEntry(path, fix);
      if (known !== null) return known;
      const found = await given.tracer.trace(fix);
      if (found.fix === fix && !found.gaps.some(({ code }) => PASSING.has(code))) await writeEntry(path, found);
      return found;
    },
  };
}

const PASSING: ReadonlySet<string> = new Set(['missing-object', 'shallow-history']);

const id = z.string().regex(/^[0-9a-f]{40,64}$/);
const time = z.number().int();
const count = z.number().int().nonnegative();
const entry = z.object({
  format: z.literal(FORMAT),
  digest: z.string(),
  evidence: z.object({
    fix: id,
    parent: id.nullable(),
    fixedAt: time,
    lines: z.array(
      z.object({
        path: z.string(),
        line: z.number().int().positive(),
        role: z.enum(['changed', 'neighbour']),
        commit: id,
        committedAt: time,
      }),
    ),
    older: z.object({ changed: count, neighbour: count }),
    gaps: z.array(
      z.object({
        code: z.enum(['too-slow', 'difference-too-large', 'too-many-files', 'path-not-text', 'file-unreadable']),
        message: z.string(),
      }),
    ),
  }),
});

function entryPath(folder: string, fix: CommitId): string {
  const name = digestOf(canonicalJson({ format: FORMAT, rules: TRACE_RULES, fix })).slice('sha256:'.length);
  return join(folder, FORMAT, name.slice(0, 2), `${name}.json`);
}

/** `null` where there is no entry or it cannot be trusted. */
async function readEntry(path: string, fix: CommitId): Promise<FixEvidence | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length > ENTRY_LIMIT) return null;
  const parsed = entry.safeParse(jsonOf(bytes.toString('utf8')));
  if (!parsed.success) return null;
  const { digest, evidence } = parsed.data;
  if (evidence.fix !== fix || digest !== digestOf(canonicalJson(evidence))) return null;
  return {
    fix,
    parent: evidence.parent as CommitId | null,
    fixedAt: evidence.fixedAt as Instant,
    lines: evidence.lines.map((line) => ({
      ...line,
      path: line.path as FilePath,
      commit: line.commit as CommitId,
      committedAt: line.committedAt as Instant,
    })),
    older: evidence.older,
    gaps: evidence.gaps,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

let written = 0;

/** Written beside its place and then moved, so that an interrupted run leaves no half of an entry. */
async function writeEntry(path: string, evidence: FixEvidence): Promise<void> {
  written += 1;
  const beside = `${path}.${process.pid}.${written}.part`;
  const text = canonicalJson({ format: FORMAT, digest: digestOf(canonicalJson(evidence)), evidence });
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => {});
    throw new Fault({
      kind: 'permission',
      code: 'cache-unwritable',
      message: `the cache of traced fixes cannot be written at ${printable(dirname(path))}`,
      fix: 'Give a folder that you may write to.',
      cause,
    });
  }
}
