import type { IncidentReport, IncidentRow } from '../../contract/index.ts';
import type { Incident, IncidentActor } from '../../control/index.ts';
import { type Instant, printable, toIso } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';

/** A moment that people told, which may be of any year; `null` stays `null`. */
export function momentOf(at: Instant | null): string | null {
  return at === null ? null : toIso(at);
}

/** Who told something, as documents show it. */
export function actorOf({ kind, name }: IncidentActor): IncidentReport['opened_by'] {
  return { kind, name: printable(name) };
}

type Said = Incident['claims'][number] | Incident['impacts'][number];

/** What a statement of somebody carries. */
export function saidOf({ party, text, source, saidAt, by, at, withdrawn }: Said) {
  return {
    party: printable(party),
    text: printable(text),
    source: source === null ? null : printable(source),
    said_at: momentOf(saidAt),
    by: actorOf(by),
    at: isoTime(at),
    withdrawn:
      withdrawn === null
        ? null
        : { by: actorOf(withdrawn.by), at: isoTime(withdrawn.at), why: printable(withdrawn.why) },
  };
}

/** What an incident hurts. */
export function scopeOf({ services, flows, environment }: Incident['scope']): IncidentRow['scope'] {
  return {
    services: services.map(printable),
    flows: flows.map(printable),
    environment: environment === null ? null : printable(environment),
  };
}
