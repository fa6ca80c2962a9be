import { looksReal } from './pattern.ts';

const CONNECTION =
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/([^\s:/@"'`<>{}]{1,80}):([^\s:/@"'`<>{}$%]{8,120})@([A-Za-z0-9_.-]{1,200})/g;

/** Hosts that only one machine or one example reaches. */
const NEAR =
  /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal)|(?:^|\.)(?:example|test|invalid|local|localhost|localdomain)(?:\.(?:com|org|net))?$|^[^.]+$/i;
const WEAK =
  /^(?:password|passwd|secret|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|guest|admin|root|user|username|pass|changeit|default|development|localdev)\d{0,4}$/i;

/** The password of a connection string to another machine; `null` where a line has none that opens anything. */
export function connectionPassword(text: string): string | null {
  for (const [, user = '', password = '', host = ''] of text.matchAll(CONNECTION)) {
    if (NEAR.test(host) || WEAK.test(password) || user === password) continue;
    if (looksReal(password, 2.5)) return password;
  }
  return null;
}
