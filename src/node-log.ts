import type { NodeLog } from './service/index.ts';

/** One JSON document a line, so that whatever collects logs can read them. */
export function logTo(write: (text: string) => void): NodeLog {
  return (entry) => write(`${JSON.stringify({ at: new Date(Date.now()).toISOString(), ...entry })}\n`);
}
