import { excerpt } from '../../kernel/index.ts';
import { isWorse, type Surge } from '../signal/index.ts';
import type { Severity } from './code.ts';
import type { IncidentWish } from './decide.ts';
import { MAX_TITLE } from './model.ts';

/** Names of rules that a title shows. */
const NAMED = 3;

/**
 * What a surge of alarms proposes; `null` = nothing, it is a warning or less. An alarm never proposes severity 1: that is a human's word, or that
 * of software which was given the right.
 */
export function proposedBy(surge: Surge): Omit<IncidentWish, 'id'> | null {
  const { place, alerts, openedAt, worst } = surge;
  if (!isWorse(worst, 'warning')) return null;
  const severity: Severity = worst === 'critical' ? 2 : 3;
  const names = [...new Set(alerts.map(({ name }) => name))].slice(0, NAMED);
  const about = place.flow ?? place.service ?? 'no named service';
  const first = alerts.reduce((earliest, { startedAt }) => (startedAt < earliest ? startedAt : earliest), openedAt);
  const [source] = alerts.map((alert) => alert.source);
  return {
    title: excerpt(`${about}: ${names.join(', ') || 'alerts'}`, MAX_TITLE),
    severity,
    scope: {
      services: place.service === null ? [] : [place.service],
      flows: place.flow === null ? [] : [place.flow],
      environment: place.environment,
    },
    origin: { kind: 'surge', id: surge.id },
    startedAt: first,
    detectedAt: openedAt,
    detection: {
      source: source === 'detection' ? 'alarm' : 'alert',
      detail: `${names.join(', ')}${source === undefined ? '' : ` (${source})`}`,
    },
  };
}
