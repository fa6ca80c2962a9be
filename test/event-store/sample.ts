import { generateKeyPairSync } from 'node:crypto';
import {
  type AppendRequest,
  type NewEvent,
  payloadOf,
  type Signer,
  signerOf,
  streamId,
  type View,
} from '../../src/event-log/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** A signer with a key of its own. */
export function newSigner(): Signer {
  return signerOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

export const AT = instant(Date.UTC(2026, 0, 15));

/** An event that adds `amount` to an account. */
export function deposited(amount: number, extra: Readonly<Record<string, unknown>> = {}): NewEvent {
  return { type: 'Deposited', schemaVersion: 1, at: AT, actor: 'ann', payload: { amount, ...extra } };
}

export function deposit(account: string, amounts: readonly number[], expected: AppendRequest['expected'] = 'any') {
  return { stream: streamId('account', account), expected, events: amounts.map((amount) => deposited(amount)) };
}

/** Sum by stream, and over all of them; an amount of 13 makes the fold fail, 0 takes the stream's document away. */
export const BALANCE: View = {
  name: 'balance',
  version: 1,
  keysOf: (event) => [event.stream, 'all'],
  evolve: ({ document, key, event }) => {
    const { amount } = payloadOf(event) as { amount: number };
    if (amount === 13) throw new RangeError('no thirteen');
    if (amount === 0 && key !== 'all') return null;
    return { sum: ((document as { sum: number } | null)?.sum ?? 0) + amount };
  },
};
