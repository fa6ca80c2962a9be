/** A value of plan JSON. */
export type PlanValue =
  | null
  | boolean
  | number
  | string
  | readonly PlanValue[]
  | { readonly [name: string]: PlanValue };

/** One resource's entry of `resource_changes`, `resource_drift` or `deferred_changes` (jsonplan format 1.x), as far as it is used. */
export interface ResourceChange {
  readonly address: string;
  /** Where it was before a `moved` block; `null` where it did not move. */
  readonly previousAddress: string | null;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  /** An object left over from a replacement that created first. */
  readonly deposed: boolean;
  /** `no-op`, `create`, `read`, `update`, `delete`, `forget`; every other word is an action that is not known. */
  readonly actions: readonly string[];
  readonly actionReason: string | null;
  /** Attributes that force a replacement, each a path of names and indices. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
  readonly importing: boolean;
  readonly before: PlanValue;
  readonly after: PlanValue;
  /** Shaped like the value, `true` where it is not known before it is applied. */
  readonly afterUnknown: PlanValue;
  /** Shaped like the values, `true` where they must not be shown. */
  readonly beforeSensitive: PlanValue;
  readonly afterSensitive: PlanValue;
}

/** A piece of a plan in the order of the file. */
export type PlanPart =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'flag'; readonly name: 'complete' | 'errored' | 'applyable'; readonly value: boolean }
  | { readonly kind: 'change'; readonly section: 'change' | 'drift'; readonly change: ResourceChange }
  | { readonly kind: 'deferred'; readonly reason: string; readonly change: ResourceChange }
  | { readonly kind: 'output'; readonly name: string; readonly actions: readonly string[] }
  /** What the reader could not take in: stable code and a message without values. */
  | { readonly kind: 'problem'; readonly code: string; readonly message: string };
