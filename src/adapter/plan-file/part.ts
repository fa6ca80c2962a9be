import { z } from 'zod';
import type { PlanPart, PlanValue, ResourceChange } from '../../domain/operation/index.ts';

/** A name longer than this is no address. */
const TEXT_LIMIT = 2000;
const text = z.string().max(TEXT_LIMIT);
/** Attributes are read as they are; the room walks them within limits of its own. */
const value = z.custom<PlanValue>(() => true).optional();

const changeShape = z.object({
  address: text,
  previous_address: text.nullish(),
  mode: z.enum(['managed', 'data']).default('managed'),
  type: text.default(''),
  deposed: text.nullish(),
  action_reason: text.nullish(),
  change: z.object({
    actions: z.array(text).max(20),
    replace_paths: z.array(z.array(z.union([text, z.number()])).max(100)).nullish(),
    importing: z.unknown().optional(),
    before: value,
    after: value,
    after_unknown: value,
    before_sensitive: value,
    after_sensitive: value,
  }),
});

const deferredShape = z.object({ reason: text.default(''), resource_change: changeShape });
const outputShape = z.object({ actions: z.array(text).max(20) });

/** The lists of a plan whose entries are read, by their name in the document. */
export type Section = 'resource_changes' | 'resource_drift' | 'deferred_changes' | 'output_changes';

/**
 * One entry as a part; an entry that does not fit is a problem that names its section and place, never its values.
 * Members that are not named above are ignored, as the format asks.
 */
export function partOf(section: Section, entry: unknown, key: string | number): PlanPart {
  const place = `${section}[${String(key).slice(0, 100)}]`;
  const wrong: PlanPart = {
    kind: 'problem',
    code: 'malformed-entry',
    message: `${place} does not have the shape of a plan's entry`,
  };
  switch (section) {
    case 'output_changes': {
      const output = outputShape.safeParse(entry);
      return output.success ? { kind: 'output', name: String(key), actions: output.data.actions } : wrong;
    }
    case 'deferred_changes': {
      const deferred = deferredShape.safeParse(entry);
      if (!deferred.success) return wrong;
      return { kind: 'deferred', reason: deferred.data.reason, change: modelOf(deferred.data.resource_change) };
    }
    case 'resource_changes':
    case 'resource_drift': {
      const change = changeShape.safeParse(entry);
      if (!change.success) return wrong;
      const kind = section === 'resource_changes' ? 'change' : 'drift';
      return { kind: 'change', section: kind, change: modelOf(change.data) };
    }
  }
}

function modelOf({ change, ...entry }: z.infer<typeof changeShape>): ResourceChange {
  return {
    address: entry.address,
    previousAddress: entry.previous_address ?? null,
    mode: entry.mode,
    type: entry.type,
    deposed: (entry.deposed ?? '') !== '',
    actions: change.actions,
    actionReason: entry.action_reason ?? null,
    replacePaths: change.replace_paths ?? [],
    importing: change.importing !== undefined && change.importing !== null,
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? null,
    beforeSensitive: change.before_sensitive ?? null,
    afterSensitive: change.after_sensitive ?? null,
  };
}
