/** Addresses that speak the words of others: engines, flags, measurements and alerts; their bodies are those of the programs that send them. */
export function doorPaths(): Readonly<Record<string, object>> {
  return {
    '/v1/argo/analyze': asks(
      'Verdict on a stage of Argo Rollouts, for its metric `web`: decision, reason, rollout, at',
      'post',
    ),
    ...Object.fromEntries(
      FLAGGER_HOOKS.map((hook) => [`/v1/flagger/${hook}`, asks(`Flagger's hook ${hook}: 200 = yes, 403 = no`, 'post')]),
    ),
    '/v1/flagger/api/v1/query': asks("Flagger's metric template: firebreak_verdict as Prometheus answers", 'get'),
    '/v1/kayenta/judge': asks("Spinnaker's remote judge", 'post'),
    '/v1/kayenta/canaryConfig': asks('The one configuration that Argo asks Kayenta for', 'get'),
    '/v1/kayenta/canary/{id}': {
      parameters: [part('id')],
      ...asks('Begins a measurement of Argo by Kayenta', 'post'),
      ...asks('What became of it', 'get'),
    },
    '/v1/key/{token}/kayenta/judge': {
      parameters: [part('token')],
      ...asks('The same for clients without a header', 'post'),
    },
    '/v1/metrics': asks('OTLP/HTTP metrics, protobuf or JSON', 'post'),
    '/hooks/{source}': {
      parameters: [part('source')],
      ...asks('Webhooks, verified: github, gitlab, alertmanager, grafana, pagerduty', 'post'),
    },
    '/ofrep/v1/events': asks('Server-sent events: when to ask for flags again; ticket=TICKET', 'get'),
  };
}

const FLAGGER_HOOKS = [
  'confirm-rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'rollback',
  'rollout',
  'pre-rollout',
  'post-rollout',
  'event',
] as const;

function part(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function asks(summary: string, method: 'get' | 'post'): object {
  return {
    [method]: {
      summary,
      responses: { 200: { description: 'answered' }, default: { description: 'in the words of whoever asks' } },
    },
  };
}
