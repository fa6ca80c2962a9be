import { excerpt, Fault, instant, toIso } from '../../kernel/index.ts';
import type { Exchanged } from './exchange.ts';

/** Characters of what the forge says of a refusal. */
const MAX_REASON = 300;

/** No answer, or a gateway's. */
export function noAnswer(given: {
  readonly host: string;
  readonly isOutcomeKnown: boolean;
  readonly cause: unknown;
}): Fault {
  return new Fault({
    kind: 'unreachable',
    code: given.isOutcomeKnown ? 'forge-unreachable' : 'forge-outcome-unknown',
    message: given.isOutcomeKnown
      ? `${given.host} did not answer`
      : `${given.host} did not say whether it did what it was asked`,
    fix: 'It is tried again; if it stays so, look at the status page of the forge and at the way out of this network.',
    // What fetch throws names the address and the trouble, and no header.
    cause: given.cause,
  });
}

/** Too many calls. */
export function paused(host: string, untilMs: number): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'forge-rate-limited',
    message: `${host} takes no more calls until ${toIso(instant(untilMs)) ?? 'later'}`,
    fix: 'It goes on by itself then; a GitHub App has a larger quota than a token.',
  });
}

/** A refusal that trying again does not change. */
export function refused(host: string, got: Exchanged): Fault {
  const isPermission = got.status === 401 || got.status === 403;
  return new Fault({
    kind: isPermission ? 'permission' : 'malformed',
    code: got.status === 401 ? 'forge-unauthenticated' : isPermission ? 'forge-forbidden' : 'forge-refused',
    message: `${host} answered ${got.status}${reasonOf(got.text)}`,
    ...(isPermission
      ? { fix: 'Check the credentials and what they are allowed; docs/github.md and docs/gitlab.md list it.' }
      : {}),
  });
}

/** Something that is no JSON. */
export function unreadable(host: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'forge-answer-unreadable',
    message: `${host} answered with something that cannot be read`,
    fix: 'Check that the configured address is that of the API, and not of the web pages.',
  });
}

/** The forge's own words: they name what was wrong with the call, and never hold its headers. */
function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? `: ${excerpt(message, MAX_REASON)}` : '';
  } catch {
    return '';
  }
}
