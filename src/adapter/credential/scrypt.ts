import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHasher } from '../../domain/access/index.ts';
import { Fault } from '../../kernel/index.ts';

/** Cost of one hash: memory is `128 * r * 2^logN` bytes, time grows with all three. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * 32 MiB and some tenths of a second: one of the equal choices of the OWASP Password Storage Cheat Sheet (N=2^15, r=8, p=3),
 * the one that two at once still fit beside a server of 200 MB.
 */
export const SCRYPT_COST: ScryptCost = { logN: 15, r: 8, p: 3 };
/** Hashes at once; more would take memory and every thread that file and name look-ups share. */
export const MAX_AT_ONCE = 2;
/** Hashes that may wait: whoever comes later is told to try again, instead of everybody waiting for ever. */
export const MAX_WAITING = 64;

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Dearer texts than this are not ours, and would let a stored text exhaust memory. */
const MOST: ScryptCost = { logN: 20, r: 16, p: 8 };

/**
 * Passwords by scrypt of `node:crypto`, stored in the PHC string format `$scrypt$ln=15,r=8,p=3$SALT$HASH`, so that a text can be
 * verified after the cost was raised. Fault `too-many-sign-ins` where too many
 * wait.
 */
export function scryptHasher(cost: ScryptCost = SCRYPT_COST): PasswordHasher {
  const take = turnstile();
  // Compared with where there is nothing to compare: same cost, and no password gives it.
  const decoy: Encoded = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await take(() => derive(password, salt, cost));
      return encode({ cost, salt, hash });
    },
    async verify({ password, encoded }) {
      const stored = encoded === null ? null : decode(encoded);
      const { cost: spent, salt, hash } = stored ?? decoy;
      const derived = await take(() => derive(password, salt, spent));
      const isRight = timingSafeEqual(derived, hash) && stored !== null;
      return { isRight, needsRehash: isRight && isWeaker(spent, cost) };
    },
  };
}

interface Encoded {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

function encode({ cost: { logN, r, p }, salt, hash }: Encoded): string {
  return `$scrypt$ln=${logN},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
}

/** `null` where the text is none of ours or costs more than {@link MOST}. */
function decode(text: string): Encoded | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/.exec(text);
  if (match === null) return null;
  const [, logN, r, p, salt = '', hash = ''] = match;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const isSane = cost.logN >= 1 && cost.logN <= MOST.logN && cost.r >= 1 && cost.r <= MOST.r && cost.p >= 1;
  if (!isSane || cost.p > MOST.p) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function isWeaker(stored: ScryptCost, wanted: ScryptCost): boolean {
  return stored.logN < wanted.logN || stored.r < wanted.r || stored.p < wanted.p;
}

function derive(password: string, salt: Uint8Array, { logN, r, p }: ScryptCost): Promise<Uint8Array> {
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** Runs {@link MAX_AT_ONCE} at a time, the others in order. */
function turnstile(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const free = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return async (work) => {
    if (running < MAX_AT_ONCE) running += 1;
    else {
      if (waiting.length >= MAX_WAITING) throw overloaded();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      free();
    }
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function overloaded(): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'too-many-sign-ins',
    message: 'too many passwords are being checked at once',
    fix: 'Try again in a minute.',
  });
}
