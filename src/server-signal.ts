import { alertmanagerReader, grafanaReader, pagerdutyReader } from './adapter/alert-webhook/index.ts';
import { openOtlpMetricsReader } from './adapter/otlp-metrics/index.ts';
import { prometheusSource } from './adapter/prometheus/index.ts';
import type { SignalSettings } from './control/index.ts';
import { OWN_KEY_PREFIX } from './domain/signal/index.ts';

/** For one question to a source. */
const TIMEOUT_MS = 10_000;

/** Every way that signals come in, out of settings. Fault: an address or a secret cannot be used. */
export async function openSignals(settings: SignalSettings) {
  const { pushTokens, prometheus, alertmanagerTokens, grafana, pagerdutySecrets } = settings;
  return {
    pushTokens,
    metrics: pushTokens.length === 0 ? null : await openOtlpMetricsReader(),
    alerts: [
      ...(alertmanagerTokens.length === 0 ? [] : [alertmanagerReader({ tokens: alertmanagerTokens })]),
      ...(grafana === null ? [] : [grafanaReader(grafana)]),
      ...(pagerdutySecrets.length === 0
        ? []
        : [pagerdutyReader({ secrets: pagerdutySecrets, ownPrefix: OWN_KEY_PREFIX })]),
    ],
    sources: prometheus === null ? [] : [prometheusSource({ ...prometheus, timeoutMs: TIMEOUT_MS })],
    selectors: prometheus?.selectors ?? [],
  };
}
