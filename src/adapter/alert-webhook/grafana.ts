import type { AlertReader, AlertRejection } from '../../domain/signal/index.ts';
import { type Instant, reject } from '../../kernel/index.ts';
import { sizeTrouble } from './body.ts';
import { readGroup } from './group.ts';
import { bearerTrouble, hmacTrouble, requireStrong } from './proof.ts';

/** A signed moment may lie so far from ours, either way. */
const TOLERANCE_S = 300;

/**
 * Reads webhooks of Grafana's contact points. Where a secret is given, each must be signed: hexadecimal HMAC-SHA256 of `TIMESTAMP:BODY`
 * where the header of the timestamp is sent, of the body alone else (Grafana, "Webhook notifier"). Otherwise each carries a bearer token.
 * Fault: a weak secret.
 */
export function grafanaReader(
  proof: { readonly secrets: readonly string[] } | { readonly tokens: readonly string[] },
): AlertReader {
  requireStrong('secrets' in proof ? proof.secrets : proof.tokens, 'the webhook of Grafana');
  return {
    source: 'grafana',
    read({ headers, body, now }) {
      const trouble =
        sizeTrouble(body) ??
        ('tokens' in proof
          ? bearerTrouble(headers['authorization'], proof.tokens)
          : signatureTrouble({ headers, body, now, secrets: proof.secrets }));
      return trouble === null ? readGroup('grafana', { body, now }) : reject(trouble);
    },
  };
}

function signatureTrouble(given: {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly now: Instant;
  readonly secrets: readonly string[];
}): AlertRejection | null {
  const { headers, body, now, secrets } = given;
  const timestamp = headers['x-grafana-alerting-timestamp'];
  const stated = [headers['x-grafana-alerting-signature'] ?? ''];
  const signed = timestamp === undefined ? [body] : [`${timestamp.slice(0, 40)}:`, body];
  const trouble = hmacTrouble({ stated, signed, secrets });
  if (trouble !== null || timestamp === undefined) return trouble;
  const isNear = /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now / 1000) <= TOLERANCE_S;
  return isNear ? null : { code: 'too-old', message: 'the delivery was signed at another time' };
}
