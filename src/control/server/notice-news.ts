import {
  mayBeIncidentNews,
  mayBeRolloutNews,
  type News,
  newsOfBrake,
  newsOfIncident,
  newsOfRollout,
  newsOfSurge,
} from '../../domain/notice/index.ts';
import type { Envelope, NodeStore } from '../../event-log/index.ts';
import { brakeEventOf } from '../brake/stream.ts';
import { incidentEventOf, readIncident } from '../incident/stream.ts';
import { readRollout, rolloutBefore, rolloutEventOf, rolloutIdOf } from '../rollout/stream.ts';
import { surgeEventOf } from '../signal/surge-stream.ts';

/** Whether the channel may be told something of an event that is about no change. */
export function mayBeNews(envelope: Envelope): boolean {
  const incident = incidentEventOf(envelope);
  if (incident !== null) return mayBeIncidentNews(incident);
  const rollout = rolloutEventOf(envelope);
  return rollout === null ? plainNews(envelope) !== null : mayBeRolloutNews(rollout);
}

/** What an event that is about no change tells the channel, as things stand; `null` = nothing. */
export async function newsOf(store: NodeStore, envelope: Envelope): Promise<News | null> {
  const told = incidentEventOf(envelope);
  if (told !== null) return newsOfIncident(told, (await readIncident(store, told.id)).incident);
  const event = rolloutEventOf(envelope);
  if (event === null) return plainNews(envelope);
  if (!mayBeRolloutNews(event)) return null;
  const before = await rolloutBefore(store, envelope);
  const { rollout } = await readRollout(store, rolloutIdOf(envelope));
  return newsOfRollout(event, { before, rollout });
}

function plainNews(envelope: Envelope): News | null {
  const surge = surgeEventOf(envelope);
  if (surge !== null) return newsOfSurge(surge);
  const brake = brakeEventOf(envelope);
  return brake === null ? null : newsOfBrake(brake);
}
