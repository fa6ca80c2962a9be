import type { AlertReader } from '../../domain/signal/index.ts';
import { reject } from '../../kernel/index.ts';
import { sizeTrouble } from './body.ts';
import { readGroup } from './group.ts';
import { bearerTrouble, requireStrong } from './proof.ts';

/** Reads Alertmanager's webhooks (version 4), which carry a bearer token (`http_config.authorization`). Fault: a weak token. */
export function alertmanagerReader({ tokens }: { readonly tokens: readonly string[] }): AlertReader {
  requireStrong(tokens, 'the webhook of Alertmanager');
  return {
    source: 'alertmanager',
    read({ headers, body, now }) {
      const trouble = sizeTrouble(body) ?? bearerTrouble(headers['authorization'], tokens);
      return trouble === null ? readGroup('alertmanager', { body, now }) : reject(trouble);
    },
  };
}
