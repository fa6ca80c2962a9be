import { accept, type Result, reject } from '../kernel/index.ts';
import { HASH_BYTES, type Hash } from './merkle.ts';
import { type NoteFlaw, openNote, type Signer, signNote, type Verifier } from './note.ts';

/** What a log says of itself at one size. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint as it is kept: a signed note (C2SP tlog-checkpoint), found by its size. */
export interface Checkpoint {
  readonly size: number;
  readonly note: string;
}

/** Signs a tree's head: origin, size and root, a line each. */
export function signCheckpoint({ size, root }: TreeHead, signer: Signer): Checkpoint {
  const body = `${signer.verifier.name}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  return { size, note: signNote(body, signer) };
}

/** Reads a checkpoint whose signature holds; lines after the root are signed but not ours to read. */
export function openCheckpoint(note: string, verifier: Verifier): Result<TreeHead, NoteFlaw> {
  const text = openNote(note, verifier);
  if (!text.ok) return text;
  const [origin, size = '', root = ''] = text.value.split('\n');
  const hash = Buffer.from(root, 'base64');
  const whole =
    origin === verifier.name &&
    /^(?:0|[1-9]\d{0,15})$/.test(size) &&
    Number.isSafeInteger(Number(size)) &&
    hash.length === HASH_BYTES &&
    hash.toString('base64') === root;
  return whole ? accept({ size: Number(size), root: hash }) : reject('malformed');
}
