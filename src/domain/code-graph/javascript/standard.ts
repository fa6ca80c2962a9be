/** Node's own modules (https://nodejs.org/api, those that need no `node:` in front). */
const BUILTIN: ReadonlySet<string> = new Set(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http
  http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys
  timers tls trace_events tty url util v8 vm wasi worker_threads zlib`.split(/\s+/),
);

/** Whether a specifier names a module of the platform; `fs/promises` does, `process/browser` and `punycode/` do not. */
export function isStandard(name: string): boolean {
  return name.startsWith('node:') || BUILTIN.has(name.replace(SUBPATH, ''));
}

const SUBPATH = /\/(?:promises|posix|win32|strict|types|web|consumers)$/;
