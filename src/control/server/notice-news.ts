import { type News, newsOfBrake, newsOfSurge } from '../../domain/notice/index.ts';
import type { Envelope } from '../../event-log/index.ts';
import { brakeEventOf } from '../brake/stream.ts';
import { surgeEventOf } from '../signal/surge-stream.ts';

/** What an event that is about no change tells the channel; `null` = nothing. */
export function newsOf(envelope: Envelope): News | null {
  const surge = surgeEventOf(envelope);
  if (surge !== null) return newsOfSurge(surge);
  const brake = brakeEventOf(envelope);
  return brake === null ? null : newsOfBrake(brake);
}
