import type { IncidentRejection } from '../../control/index.ts';
import { assertNever, Fault, printable } from '../../kernel/index.ts';

/** Nothing bears this id. */
export function noSuchIncident(id: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-incident',
    message: `there is no incident ${printable(id)}`,
    fix: 'See firebreak incident list.',
  });
}

/** Why something was not taken, for whoever told it. */
export function incidentRefusal(rejection: IncidentRejection, id: string): Fault {
  if (rejection.code === 'no-such-incident') return noSuchIncident(id);
  const [message, fix] = textOf(rejection);
  const kind = rejection.code === 'human-only' ? 'permission' : 'usage';
  return new Fault({ kind, code: rejection.code, message, fix });
}

function textOf(
  rejection: Exclude<IncidentRejection, { code: 'no-such-incident' }>,
): readonly [message: string, fix: string] {
  switch (rejection.code) {
    case 'incident-closed':
      return ['it is closed', 'Open it again first, if it came back.'];
    case 'not-closed':
      return ['it is open', 'Nothing is left to do.'];
    case 'bad-text':
      return [`${rejection.what} needs 1 to ${rejection.limit} characters`, 'Say it within them.'];
    case 'bad-scope':
      return [rejection.why, 'Name services and flows as the configuration does.'];
    case 'bad-time':
      return [rejection.why, 'Give moments as 2026-03-05T13:00:00Z, in the order in which they were.'];
    case 'bad-range':
      return [rejection.why, 'Give --low and --high.'];
    case 'bad-code':
      return [`${rejection.subject} has no such value`, `Use one of: ${rejection.codes.join(', ')}.`];
    case 'bad-source':
      return ['a source is an address of the web, or log:POSITION', 'Give it so, or leave it out.'];
    case 'bad-attribution':
      return [rejection.why, 'Give candidates, none and unknown as shares.'];
    case 'no-such-part':
      return [`the incident has no ${printable(rejection.id)} that stands`, 'See firebreak incident show.'];
    case 'nothing-changes':
      return ['it is so already', 'Nothing is left to do.'];
    case 'human-only':
      return [
        'only a human closes an incident, makes it milder, settles a dispute or takes a statement back',
        'Ask somebody who may, with what you found.',
      ];
    case 'too-many':
      return [`it holds ${rejection.limit} ${rejection.what} already`, 'Put the rest into a page that a source names.'];
    default:
      return assertNever(rejection);
  }
}
