import { constants, open } from 'node:fs/promises';
import { z } from 'zod';
import type { CommitId } from '../../domain/change/index.ts';
import { type ChangeContext, NO_CONTEXT } from '../../domain/gate/index.ts';
import type { PullRequestText } from '../../domain/provenance/index.ts';
import type { Signoff } from '../../domain/review/index.ts';
import { type Digest, Fault, instant } from '../../kernel/index.ts';

/** A pull request's body and hundreds of reviews fit in a small part of this. */
const CONTEXT_LIMIT_BYTES = 4 * 1024 * 1024;

const who = z
  .strictObject({
    person: z.string().min(1).nullish(),
    mail: z.string().min(1).nullish(),
    handle: z.string().min(1).nullish(),
  })
  .describe('One of person, mail and handle at least.');

const signoff = z
  .strictObject({
    by: who,
    at: z.iso.datetime({ offset: true }),
    commit: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/)
      .nullish(),
    content_digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .nullish(),
    edited: z.boolean().default(false),
  })
  .refine((given) => (given.commit ?? null) !== null || (given.content_digest ?? null) !== null, {
    message: 'a sign-off names the commit or the content_digest that was looked at',
  });

/** `firebreak check --context FILE`: what only the forge knows. */
export const contextShape = z.strictObject({
  version: z.literal(1),
  pull_request: z
    .strictObject({
      body: z.string().default(''),
      labels: z.array(z.string()).default([]),
      author: z.string().min(1).nullish(),
      head_branch: z.string().min(1).nullish(),
      base_branch: z.string().min(1).nullish(),
    })
    .nullish(),
  signoffs: z.array(signoff).max(1000).default([]),
  tickets: z.array(z.string().min(1)).max(100).default([]),
  rollout_plan: z.boolean().nullish(),
  rollback_plan: z.boolean().nullish(),
  /** Humans who directed an agent or wrote part of the change, beyond those that commits name. */
  participants: z.array(who).max(1000).default([]),
});

/** What a context file says, for the gate. */
export interface ContextReading {
  readonly context: ChangeContext;
  readonly pullRequest:
    | (PullRequestText & { readonly headBranch: string | null; readonly baseBranch: string | null })
    | null;
}

/**
 * Reads a context file. A sign-off for the head commit is bound to the head's content; one for another commit keeps a
 * digest that matches nothing and so is stale. Faults: no such file, too large, not JSON, unknown or malformed members.
 */
export async function readContextFile(
  path: string,
  binding: { readonly head: CommitId | null; readonly contentDigest: Digest | null },
): Promise<ContextReading> {
  const given = parse(path, await readLimited(path));
  const request = given.pull_request ?? null;
  return {
    context: {
      ...NO_CONTEXT,
      tickets: given.tickets,
      rolloutPlan: given.rollout_plan ?? null,
      rollbackPlan: given.rollback_plan ?? null,
      body: request?.body ?? null,
      authorHandle: request?.author ?? null,
      signoffs: given.signoffs.map(
        (each): Signoff => ({
          by: claimOf(each.by),
          contentDigest: digestOf(each, binding),
          at: instant(Date.parse(each.at)),
          source: 'context',
          edited: each.edited,
        }),
      ),
      participants: given.participants.map((each) => ({ role: 'prompter', ...claimOf(each) })),
    },
    pullRequest:
      request === null
        ? null
        : {
            body: request.body,
            labels: request.labels,
            author: request.author ?? null,
            headBranch: request.head_branch ?? null,
            baseBranch: request.base_branch ?? null,
          },
  };
}

function claimOf(given: z.infer<typeof who>) {
  return { personId: given.person ?? null, mail: given.mail ?? null, handle: given.handle ?? null };
}

function digestOf(
  given: z.infer<typeof signoff>,
  { head, contentDigest }: { readonly head: CommitId | null; readonly contentDigest: Digest | null },
): Digest {
  if (given.content_digest) return given.content_digest as Digest;
  return given.commit === head && contentDigest !== null ? contentDigest : (`commit:${given.commit}` as Digest);
}

/** Opening a pipe that nobody writes to would wait for ever. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function readLimited(path: string): Promise<string> {
  const file = await open(path, WITHOUT_WAITING).catch((cause: unknown) => {
    throw wrong(path, 'cannot be opened', 'Check the path given to --context.', cause);
  });
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw wrong(path, 'is no file', 'Check the path given to --context.');
    if (entry.size > CONTEXT_LIMIT_BYTES)
      throw wrong(path, `is larger than ${CONTEXT_LIMIT_BYTES} bytes`, 'Leave out what is not needed.');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function parse(path: string, text: string): z.infer<typeof contextShape> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(path, 'is not JSON', 'firebreak schema context prints its schema.', cause);
  }
  const result = contextShape.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`);
  throw wrong(path, `does not fit: ${issues.join('; ')}`, 'firebreak schema context prints its schema.');
}

function wrong(path: string, what: string, fix: string, cause?: unknown): Fault {
  return new Fault({ kind: 'malformed', code: 'bad-context', message: `${path} ${what}`, fix, cause });
}

/** JSON Schema (draft-07) of a context file, for editors and for whoever writes one. */
export function contextSchema(): unknown {
  return z.toJSONSchema(contextShape, { target: 'draft-7', io: 'input' });
}
