import type Database from 'libsql';
import { first } from './database.ts';

/** Numbers that one statement reserves: most transactions take fewer, and those left over are never given out. */
const BLOCK = 64;

/** Numbers that only grow, over all starts of the program; with gaps. */
export interface Counter {
  /** Inside the caller's transaction. */
  readonly next: () => number;
  /** Before a transaction: what an undone one had reserved is not its own any more. */
  readonly forget: () => void;
}

export function counterOf(database: Database, name: 'lease' | 'record'): Counter {
  const reserve = database.prepare('UPDATE counter SET value = value + ? WHERE name = ? RETURNING value');
  let last = 0;
  let reserved = 0;
  return {
    next() {
      if (last === reserved) {
        reserved = Number(first(reserve, BLOCK, name)?.['value']);
        last = reserved - BLOCK;
      }
      last += 1;
      return last;
    },
    forget() {
      last = reserved;
    },
  };
}
