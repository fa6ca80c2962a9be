import { Fault } from '../../kernel/index.ts';
import type { SettingReader } from '../access/index.ts';

/** Which signals a server takes and sends, as the operator sets it. */
export interface SignalSettings {
  /** Tokens of who may push measurements, the newest first; empty = nobody. */
  readonly pushTokens: readonly string[];
  readonly prometheus: {
    readonly url: string;
    readonly proof:
      | { readonly kind: 'none' }
      | { readonly kind: 'bearer'; readonly token: string }
      | { readonly kind: 'basic'; readonly name: string; readonly password: string };
    /** What is fetched from it all the time. */
    readonly selectors: readonly string[];
  } | null;
  readonly alertmanagerTokens: readonly string[];
  readonly grafana: { readonly secrets: readonly string[] } | { readonly tokens: readonly string[] } | null;
  readonly pagerdutySecrets: readonly string[];
}

/** A shorter token invites guessing. */
const MIN_TOKEN = 16;

/** Reads `FIREBREAK_SIGNAL_*`, `_PROMETHEUS_*`, `_ALERTMANAGER_*`, `_GRAFANA_*`, `_PAGERDUTY_*`; docs/signals.md lists them. Fault `bad-setting`. */
export function readSignalSettings(setting: SettingReader): SignalSettings {
  const read = (name: string): string | null => setting(name)?.trim() || null;
  return {
    pushTokens: tokensOf(read, 'FIREBREAK_SIGNAL_TOKEN', 'FIREBREAK_SIGNAL_TOKEN_PREVIOUS'),
    prometheus: prometheusOf(read),
    alertmanagerTokens: tokensOf(read, 'FIREBREAK_ALERTMANAGER_TOKEN', 'FIREBREAK_ALERTMANAGER_TOKEN_PREVIOUS'),
    grafana: grafanaOf(read),
    pagerdutySecrets: both(read, 'FIREBREAK_PAGERDUTY_WEBHOOK_SECRET', 'FIREBREAK_PAGERDUTY_WEBHOOK_SECRET_PREVIOUS'),
  };
}

type Read = (name: string) => string | null;

function prometheusOf(read: Read): SignalSettings['prometheus'] {
  const url = read('FIREBREAK_PROMETHEUS_URL');
  if (url === null) return null;
  const token = read('FIREBREAK_PROMETHEUS_TOKEN');
  const name = read('FIREBREAK_PROMETHEUS_USER');
  const password = read('FIREBREAK_PROMETHEUS_PASSWORD');
  if (token !== null && (name !== null || password !== null)) {
    throw wrong('FIREBREAK_PROMETHEUS_TOKEN', 'is set beside a user or password', 'Set one of the two ways.');
  }
  if ((name === null) !== (password === null)) {
    throw wrong('FIREBREAK_PROMETHEUS_USER', 'and FIREBREAK_PROMETHEUS_PASSWORD go together', 'Set both or none.');
  }
  const basic =
    name === null || password === null ? { kind: 'none' as const } : { kind: 'basic' as const, name, password };
  return {
    url,
    proof: token === null ? basic : { kind: 'bearer', token },
    selectors: (read('FIREBREAK_PROMETHEUS_WATCH') ?? '')
      .split(/[;\n]/)
      .map((selector) => selector.trim())
      .filter((selector) => selector !== ''),
  };
}

function grafanaOf(read: Read): SignalSettings['grafana'] {
  const secrets = both(read, 'FIREBREAK_GRAFANA_WEBHOOK_SECRET', 'FIREBREAK_GRAFANA_WEBHOOK_SECRET_PREVIOUS');
  const tokens = tokensOf(read, 'FIREBREAK_GRAFANA_TOKEN', 'FIREBREAK_GRAFANA_TOKEN_PREVIOUS');
  if (secrets.length > 0 && tokens.length > 0) {
    throw wrong(
      'FIREBREAK_GRAFANA_TOKEN',
      'is set beside a webhook secret',
      'Set the secret alone: a signature proves more.',
    );
  }
  if (secrets.length > 0) return { secrets };
  return tokens.length > 0 ? { tokens } : null;
}

function tokensOf(read: Read, name: string, previous: string): readonly string[] {
  const tokens = both(read, name, previous);
  if (tokens.every((token) => token.length >= MIN_TOKEN && /^[\w.~+/-]+=*$/.test(token))) return tokens;
  throw wrong(name, `is no token of ${MIN_TOKEN} characters or more`, 'Make one with: openssl rand -hex 32');
}

/** The value, and the one before it while it is exchanged. */
function both(read: Read, name: string, previous: string): readonly string[] {
  const value = read(name);
  const before = read(previous);
  if (value === null) return [];
  return before === null ? [value] : [value, before];
}

function wrong(name: string, what: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code: 'bad-setting', message: `${name} ${what}`, fix });
}
