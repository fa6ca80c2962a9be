import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { accept, type Result, reject } from '../kernel/index.ts';

/** Who a log's checkpoints are checked against. */
export interface Verifier {
  /** The key's name, which is the log's origin. */
  readonly name: string;
  readonly key: KeyObject;
  /** Four bytes: SHA-256 of name, line feed, 0x01 and the public key (C2SP signed-note). */
  readonly id: Uint8Array;
  /** `NAME+ID+KEY`, as C2SP signed-note writes a verifier's key. */
  readonly text: string;
}

/** Who signs a log's checkpoints. */
export interface Signer {
  readonly verifier: Verifier;
  readonly sign: (text: string) => Uint8Array;
}

export type NoteFlaw = 'malformed' | 'other-key' | 'bad-signature';

/** C2SP signed-note: the type byte of Ed25519. */
const ED25519 = 0x01;
const PUBLIC_BYTES = 32;
const ID_BYTES = 4;
/** Units of a note that is read: a checkpoint takes some two hundred. */
const MAX_NOTE = 65_536;

/** A signer of an Ed25519 key in PEM (PKCS #8). The name follows from the key, so that no two logs share one. Throws on another key. */
export function signerOf(privateKeyPem: string): Signer {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const raw = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
  const name = `firebreak-log-${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`;
  return { verifier: verifierOf(name, raw), sign: (text) => sign(null, Buffer.from(text), key) };
}

/** Reads `NAME+ID+KEY`; `null` where the text is none, or its id is not that of the key. */
export function parseVerifier(text: string): Verifier | null {
  const match = /^([!-*,-~]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text.trim());
  const bytes = Buffer.from(match?.[3] ?? '', 'base64');
  if (match === null || bytes.length !== PUBLIC_BYTES + 1 || bytes[0] !== ED25519) return null;
  const verifier = verifierOf(match[1] ?? '', bytes.subarray(1));
  return verifier.text === text.trim() ? verifier : null;
}

/** Signs a text that ends with a line feed (C2SP signed-note). */
export function signNote(text: string, { sign: signText, verifier }: Signer): string {
  const signature = Buffer.concat([verifier.id, signText(text)]).toString('base64');
  return `${text}\n— ${verifier.name} ${signature}\n`;
}

/** The signed text of a note; signatures of other keys are passed over, as C2SP signed-note asks. */
export function openNote(note: string, verifier: Verifier): Result<string, NoteFlaw> {
  const cut = note.lastIndexOf('\n\n');
  if (note.length > MAX_NOTE || cut < 0 || !note.endsWith('\n')) return reject('malformed');
  const text = note.slice(0, cut + 1);
  for (const line of note.slice(cut + 2, -1).split('\n')) {
    const match = /^— ([!-~]{1,200}) ([A-Za-z0-9+/=]{8,4000})$/.exec(line);
    if (match === null) return reject('malformed');
    const bytes = Buffer.from(match[2] ?? '', 'base64');
    if (match[1] !== verifier.name || Buffer.compare(bytes.subarray(0, ID_BYTES), verifier.id) !== 0) continue;
    const holds = verify(null, Buffer.from(text), verifier.key, bytes.subarray(ID_BYTES));
    return holds ? accept(text) : reject('bad-signature');
  }
  return reject('other-key');
}

function verifierOf(name: string, raw: Uint8Array): Verifier {
  const typed = Buffer.concat([Uint8Array.of(ED25519), raw]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, ID_BYTES);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });
  return { name, key, id, text: `${name}+${id.toString('hex')}+${typed.toString('base64')}` };
}
