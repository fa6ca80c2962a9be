import type { FilePath } from '../../domain/change/index.ts';
import type { ForgeName } from '../../domain/forge/index.ts';
import type { OperationKind } from '../../domain/submission/index.ts';
import { canonicalJson, type Digest } from '../../kernel/index.ts';
import type { ServerNode } from './port.ts';

/**
 * What an operation says, as it is kept beside the log. Its digest is the content that is judged, signed and carried out: not
 * one character of it can change without losing its sign-offs.
 */
export interface OperationText {
  readonly schema: 'firebreak.operation/v1';
  readonly kind: OperationKind;
  readonly forge: ForgeName;
  readonly repository: string;
  readonly title: string;
  readonly content: string;
  /** Sorted, unique. */
  readonly paths: readonly FilePath[];
}

/** Keeps an operation's text; gives its content digest. */
export async function keepOperationText(node: ServerNode, text: OperationText): Promise<Digest> {
  return node.store.documents.put(canonicalJson(text));
}

/** The text behind a content digest; `null` = none is kept. */
export async function readOperationText(node: ServerNode, digest: Digest): Promise<OperationText | null> {
  const text = await node.store.documents.get(digest);
  // Written by this program and read back by its digest.
  return text === null ? null : (JSON.parse(text) as OperationText);
}
