import { argoDoor } from './adapter/argo/index.ts';
import { flaggerDoor } from './adapter/flagger/index.ts';
import { haproxyEngine, haproxySource } from './adapter/haproxy/index.ts';
import { kayentaDoor } from './adapter/kayenta/index.ts';
import { argoEngine, flaggerEngine, kubernetesClient } from './adapter/kubernetes/index.ts';
import { askingOnly, type EngineSettings } from './control/index.ts';
import { ENGINE_TIMEOUT_MS } from './domain/rollout/index.ts';

/** For one look or order at the runtime socket: it is on this machine. */
const SOCKET_MS = ENGINE_TIMEOUT_MS / 2;

/** What moves traffic, what asks for verdicts, and what counts, out of settings. Fault: an address cannot be used. */
export function openEngines({ tokens, haproxySocket, kubernetes }: EngineSettings) {
  const client = kubernetes === null ? null : kubernetesClient(kubernetes);
  const haproxy = haproxySocket === null ? null : { socket: haproxySocket, timeoutMs: SOCKET_MS };
  return {
    engines: [
      ...(haproxy === null ? [] : [haproxyEngine(haproxy)]),
      ...(client === null ? [askingOnly('argo'), askingOnly('flagger')] : [argoEngine(client), flaggerEngine(client)]),
      askingOnly('spinnaker'),
    ],
    sources: haproxy === null ? [] : [haproxySource(haproxy)],
    intake: { tokens, doors: [argoDoor, flaggerDoor, kayentaDoor] },
  };
}
