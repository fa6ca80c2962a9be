import type { FilePath } from '../change/index.ts';

/**
 * What an operation does once it has run. The first three forbid an automatic rollback of the code past it:
 * `data-losing` what it removes cannot be had back from the program; `old-code-breaking` the version before it stops
 * working; `new-data-unreadable` it lets data in that the version before cannot read.
 */
export const EFFECTS = [
  'data-losing',
  'old-code-breaking',
  'new-data-unreadable',
  'lock-hazard',
  'service-stopping',
  'behaviour-changing',
  'access-widening',
  'secret-exposing',
  'opaque',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** What was read to find it. */
export type OperationSource =
  | 'sql'
  | 'terraform'
  | 'kubernetes'
  | 'configuration'
  | 'file'
  | 'workflow'
  | 'secret'
  | 'scanner';

/** Where it stands. `object` is what it acts on: `orders.note`, `aws_db_instance.main`, `StatefulSet shop/db`, a key. */
export interface OperationPlace {
  readonly path: FilePath;
  /** 1-based line of the new text (of the old one where it was removed); `null` where the format has none. */
  readonly line: number | null;
  readonly object: string;
}

/** One destructive, irreversible or otherwise dangerous operation that a change brings. */
export interface Operation {
  readonly source: OperationSource;
  /** Stable id of the kind, `source/kind`: `sql/drop-column`, `terraform/replace`. */
  readonly rule: string;
  readonly place: OperationPlace;
  /** At least one, in the order of `EFFECTS`. */
  readonly effects: readonly Effect[];
  /** What it does, one clause: `drops column note of orders`. Safe to show: no secret and no sensitive value in it. */
  readonly what: string;
  /** Why that matters. */
  readonly why: string;
  /** What would make it safe. */
  readonly safer: string;
  /** `possible` where it depends on what cannot be seen from here (whether the table holds rows, whether the type narrows). */
  readonly certainty: 'certain' | 'possible';
}

/** Something that should have been judged and could not be, in whole or in part; it never counts as safe. */
export interface Unread {
  readonly path: FilePath;
  /** `too-large`, `malformed`, `truncated`, `unknown-version`, `incomplete-plan`, `templated`, ... stable ids. */
  readonly code: string;
  readonly message: string;
}

/** What was found in one place and what was not understood there. */
export interface OperationReading {
  readonly operations: readonly Operation[];
  readonly unread: readonly Unread[];
}

/** One file on both sides of a change; `null` where it does not exist on that side. */
export interface FilePair {
  readonly path: FilePath;
  /** Where `before` stood, for a file that was renamed. */
  readonly previousPath?: FilePath | null | undefined;
  readonly before: string | null;
  readonly after: string | null;
}

/** Whether the code before a change can be put back once it has run. */
export type Reversibility = 'yes' | 'with-conditions' | 'no' | 'unknown';
