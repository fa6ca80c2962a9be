import { generateKeyPairSync } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseVerifier, type Signer, signerOf, type Verifier } from '../../event-log/index.ts';
import { Fault } from '../../kernel/index.ts';

/** The private key, readable by its owner alone. */
export const KEY_FILE = 'log.key';
/** The public key, as C2SP signed-note writes it. */
export const PUBLIC_FILE = 'log.pub';

/** The signer of a folder; made on first use, unless the folder holds a log whose private key is elsewhere. */
export async function readOrMakeSigner(folder: string): Promise<Signer> {
  const there = await readSigner(folder);
  if (there !== null) return there;
  if ((await text(join(folder, PUBLIC_FILE))) !== null) {
    throw new Fault({
      kind: 'permission',
      code: 'no-log-key',
      message: `${folder} holds a log, but not the key that signs it (${KEY_FILE})`,
      fix: `Copy ${KEY_FILE} from where the log was written, readable by you alone, or record into another folder.`,
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await create(join(folder, KEY_FILE), pem, 0o600);
  // Whoever came first made the key: what is on the disk counts.
  const made = await readSigner(folder);
  if (made === null) throw unreadable(folder);
  await keepVerifier(folder, made.verifier);
  return made;
}

/** The signer of a folder; `null` where it holds no private key. Fault: the key is none. */
async function readSigner(folder: string): Promise<Signer | null> {
  const pem = await text(join(folder, KEY_FILE));
  if (pem === null) return null;
  try {
    return signerOf(pem);
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

/** The public key of a folder's log. Fault: there is none. */
export async function readVerifier(folder: string): Promise<Verifier> {
  const kept = await text(join(folder, PUBLIC_FILE));
  const verifier = kept === null ? null : parseVerifier(kept);
  // A crash may come between the two files.
  const signer = kept === null ? await readSigner(folder) : null;
  const found = verifier ?? signer?.verifier ?? null;
  if (found !== null) return found;
  throw new Fault({
    kind: 'usage',
    code: kept === null ? 'no-log' : 'bad-log-key',
    message: kept === null ? `${folder} holds no log` : `${join(folder, PUBLIC_FILE)} is no public key`,
    fix: 'Name the folder that `firebreak check --record DIR` or `firebreak log import` wrote.',
  });
}

/** Writes the public key where there is none yet. Fault: the folder belongs to another log. */
export async function keepVerifier(folder: string, verifier: Verifier): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await create(join(folder, PUBLIC_FILE), `${verifier.text}\n`, 0o644);
  if ((await readVerifier(folder)).text === verifier.text) return;
  throw new Fault({
    kind: 'usage',
    code: 'other-log',
    message: `${folder} belongs to another log`,
    fix: 'Name an empty folder.',
  });
}

async function text(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new Fault({
      kind: 'permission',
      code: 'cannot-read-key',
      message: `cannot read ${path}`,
      fix: 'Give yourself the right to read it.',
      cause,
    });
  });
}

/** Whole or not at all, on the disk before anything is signed with it; leaves a file that is there. */
async function create(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w', mode).catch((cause: unknown) => {
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write-data',
      message: `cannot write ${path}`,
      fix: 'Name a folder that you may write to.',
      cause,
    });
  });
  try {
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function unreadable(folder: string, cause?: unknown): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'bad-log-key',
    message: `${join(folder, KEY_FILE)} is no Ed25519 key in PEM`,
    fix: 'Put back the key that the log was written with; checkpoints of another key will not verify.',
    cause,
  });
}
