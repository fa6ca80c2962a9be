import { z } from 'zod';
import type { ForgeNotice } from '../../domain/forge/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { accountSchema, approvalId, commitSchema, momentSchema, numberSchema, refOf } from './payload.ts';

type Told = { readonly event: string; readonly notices: readonly ForgeNotice[] };

/** What a webhook tells; nothing for a kind that is not used. Rejects, naming the member, where a used kind lacks what it has. */
export function noticesOf(payload: unknown): Result<Told, string> {
  const kind = z.object({ object_kind: z.string().max(100) }).safeParse(payload);
  const event = kind.success ? kind.data.object_kind : 'unknown';
  const reader = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  if (reader === undefined) return accept({ event, notices: [] });
  const read = reader.safeParse(payload);
  if (read.success) return accept({ event, notices: read.data });
  const place = read.error.issues[0]?.path.map(String).join('.') ?? '';
  return reject(`${event} could not be understood at ${place === '' ? 'its root' : place}`);
}

const named = z.object({ project: z.object({ path_with_namespace: z.string().min(1) }) });

/** Who wrote a merge request stands there as a number only, so the change is to be read. */
const mergeRequest = named
  .extend({
    user: accountSchema,
    object_attributes: z.object({
      iid: numberSchema,
      action: z.string().optional(),
      updated_at: momentSchema,
      last_commit: z.object({ id: commitSchema }).nullish(),
    }),
  })
  .transform(({ project, user, object_attributes: told }): readonly ForgeNotice[] => {
    const ref = refOf(project.path_with_namespace, told.iid);
    const touched: ForgeNotice = { kind: 'touched', ref };
    const state = APPROVALS[told.action ?? ''];
    const commit = told.last_commit?.id ?? null;
    if (state === undefined || commit === null) return [touched];
    const id = approvalId(ref, { handle: user.handle, commit });
    return [
      touched,
      { kind: 'review', ref, review: { id, by: user, commit, state, at: told.updated_at, isEdited: false } },
    ];
  });

/** `approval` is one person's, `approved` the one that made it enough; both are by the user of the event. */
const APPROVALS: Readonly<Record<string, 'approved' | 'dismissed'>> = {
  approval: 'approved',
  approved: 'approved',
  unapproval: 'dismissed',
  unapproved: 'dismissed',
};

const note = named
  .extend({
    user: accountSchema,
    object_attributes: z.object({
      id: z.int(),
      note: z.string(),
      noteable_type: z.string(),
      action: z.string().optional(),
      system: z.boolean().nullish(),
      created_at: momentSchema,
      updated_at: momentSchema,
    }),
    merge_request: z.object({ iid: numberSchema }).optional(),
  })
  .transform(({ project, user, object_attributes: told, merge_request }): readonly ForgeNotice[] => {
    if (merge_request === undefined || told.noteable_type !== 'MergeRequest' || told.system === true) return [];
    const isEdited = told.action === 'update' || told.updated_at !== told.created_at;
    const ref = refOf(project.path_with_namespace, merge_request.iid);
    return [{ kind: 'comment', ref, id: String(told.id), by: user, text: told.note, at: told.created_at, isEdited }];
  });

const push = named
  .extend({ ref: z.string(), after: commitSchema })
  .transform(({ project, ref, after }): readonly ForgeNotice[] =>
    ref.startsWith('refs/heads/') && !/^0+$/.test(after)
      ? [
          {
            kind: 'push',
            repository: project.path_with_namespace,
            branch: ref.slice('refs/heads/'.length),
            head: after,
          },
        ]
      : [],
  );

const READERS: Readonly<Record<string, z.ZodType<readonly ForgeNotice[]>>> = {
  merge_request: mergeRequest,
  note,
  push,
};
