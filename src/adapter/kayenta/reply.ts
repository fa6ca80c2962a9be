import type { DoorReply } from '../../domain/rollout/index.ts';

/** Exactly 200: Argo's provider takes no other status, and Kayenta's client none outside of 2xx. */
export function jsonReply(document: unknown): DoorReply {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(document) };
}

/** The document in a body; `null` where it is none. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
