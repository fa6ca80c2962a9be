import type { AttributeFinding } from './access.ts';
import type { PlanValue } from './model.ts';
import type { AttributeChange } from './value.ts';

/** Switches that protect while they are true; and those that protect while they are false. */
const PROTECTS_ON =
  /^(?:deletion_protection|deletion_protection_enabled|enable_deletion_protection|delete_protection|enable_delete_protection|disable_api_termination|disable_api_stop|termination_protection|enable_termination_protection|purge_protection_enabled|prevent_destroy|prevent_deletion_if_contains_resources|copy_tags_to_snapshot|point_in_time_recovery_enabled|object_lock_enabled|soft_delete_enabled|versioning_enabled|delete_protection_enabled|enable_key_rotation|backup_protection|protect)$/;
const PROTECTS_OFF =
  /^(?:skip_final_snapshot|skip_final_backup|force_destroy|force_delete|force_destroy_on_delete|delete_automated_backups|delete_contents_on_destroy|purge_soft_delete_on_destroy|delete_on_termination|force_detach|skip_destroy_protection|bypass_policy_lockout_safety_check)$/;
/** Days or copies that are kept; fewer protect less. */
const PROTECTS_BY_NUMBER =
  /^(?:backup_retention_period|backup_retention_days|retention_in_days|snapshot_retention_limit|deletion_window_in_days|recovery_window_in_days|soft_delete_retention_days|message_retention_seconds|automatic_backup_retention_days|preferred_backup_retention|transaction_log_retention_days|retained_backups|retention_days|message_retention_duration_seconds|daily_automatic_backup_retention)$/;
/** Switches beneath a block that names what they switch. */
const BLOCK_SWITCH =
  /^(?:point_in_time_recovery|versioning|versioning_configuration|backup_configuration|delete_retention_policy|container_delete_retention_policy)$/;
const OFF_WORDS = /^(?:INACTIVE|Suspended|Disabled|DISABLED|DELETE|ABANDON|Delete)$/;
const WORD_SWITCH = /^(?:deletion_protection|deletion_policy|status|enabled|reclaim_policy)$/;
/** Numbers of running copies. */
const COPIES =
  /^(?:desired_capacity|desired_count|desired_size|replicas|max_size|node_count|instance_count|min_instance_count|max_replicas|num_instances|target_size|worker_count|capacity_units)$/;

/** What one attribute weakens; `null` where it weakens nothing. Only a known step from protected to unprotected, or to what is not shown, counts. */
export function weakeningOf(attribute: AttributeChange): AttributeFinding | null {
  const { name, path, before, after, sight } = attribute;
  const guard = PROTECTS_ON.test(name) || PROTECTS_OFF.test(name);
  if (sight !== 'seen')
    return guard ? { rule: 'weaken-guard', path, clause: 'becomes what is not shown here', sure: false } : null;
  if (PROTECTS_ON.test(name) && before === true && after !== true) return weakened(path, 'is switched off');
  if (PROTECTS_OFF.test(name) && before !== true && after === true) return weakened(path, 'is switched on');
  if (PROTECTS_BY_NUMBER.test(name) && isNumber(before) && isNumber(after) && after < before) {
    return weakened(path, `goes from ${before} to ${after}`);
  }
  const block = path.some((part) => typeof part === 'string' && BLOCK_SWITCH.test(part));
  if (block && name === 'enabled' && before === true && after !== true) return weakened(path, 'is switched off');
  if ((block || name !== 'status') && WORD_SWITCH.test(name) && turnedOff(before, after))
    return weakened(path, 'is switched off');
  // The provider of Kubernetes writes counts as text.
  const counted = isNumber(before) || typeof before === 'string';
  const copies = counted && COPIES.test(name) ? Number(before) : 0;
  if (copies > 0 && (after === 0 || after === '0')) {
    return { rule: 'scale-to-zero', path, clause: `goes from ${copies} to 0`, sure: name !== 'max_size' };
  }
  return null;
}

function weakened(path: AttributeFinding['path'], clause: string): AttributeFinding {
  return { rule: 'weaken-guard', path, clause, sure: true };
}

function isNumber(value: PlanValue): value is number {
  return typeof value === 'number';
}

function turnedOff(before: PlanValue, after: PlanValue): boolean {
  return typeof before === 'string' && typeof after === 'string' && !OFF_WORDS.test(before) && OFF_WORDS.test(after);
}
