/** What the actions of a change come to. */
export type Fate = 'none' | 'create' | 'update' | 'destroy' | 'replace' | 'replace-after-create' | 'forget' | 'unknown';

const KNOWN = new Set(['no-op', 'create', 'read', 'update', 'delete', 'forget']);

/** Reads a list of actions; `delete` anywhere in it destroys, whatever stands beside it. */
export function fateOf(actions: readonly string[]): Fate {
  const at = (action: string): number => actions.indexOf(action);
  if (at('delete') !== -1) {
    if (at('create') === -1) return 'destroy';
    return at('create') < at('delete') ? 'replace-after-create' : 'replace';
  }
  if (actions.length === 0 || actions.some((action) => !KNOWN.has(action))) return 'unknown';
  if (at('forget') !== -1) return 'forget';
  if (at('update') !== -1) return 'update';
  return at('create') !== -1 ? 'create' : 'none';
}

const REASONS: Readonly<Record<string, string>> = {
  replace_because_cannot_update: 'an attribute cannot be changed in place',
  replace_because_tainted: 'it is marked as broken (tainted)',
  replace_by_request: 'somebody asked for it (-replace)',
  replace_by_triggers: 'something it is tied to changes (replace_triggered_by)',
  delete_because_no_resource_config: 'its block is no longer in the code',
  delete_because_wrong_repetition: 'the code now uses count or for_each differently',
  delete_because_count_index: 'its index is beyond count',
  delete_because_each_key: 'its key is no longer in for_each',
  delete_because_no_module: 'its module is no longer in the code',
  delete_because_no_move_target: 'a moved block names no resource of the code',
};

/** An `action_reason` in plain words; `null` where none is given or it is not known. */
export function reasonText(reason: string | null): string | null {
  return reason === null || !Object.hasOwn(REASONS, reason) ? null : (REASONS[reason] ?? null);
}
