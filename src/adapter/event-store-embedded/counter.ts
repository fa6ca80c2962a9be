import type Database from 'libsql';
import { first } from './database.ts';

/** Gives numbers that only grow, over all starts of the program; inside the caller's transaction. */
export function nextOf(database: Database, name: 'lease' | 'record'): () => number {
  const step = database.prepare('UPDATE counter SET value = value + 1 WHERE name = ? RETURNING value');
  return () => Number(first(step, name)?.['value']);
}
