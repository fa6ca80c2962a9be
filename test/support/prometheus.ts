import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Prometheus of a test, scraping one address of this machine. */
export interface TestPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why none can be started here; `null` = it can. */
export function noPrometheus(): string | null {
  return spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status === 0 ? null : 'no Prometheus is installed';
}

/** Starts one that scrapes `target` (`HOST:PORT`) each `everyMs`; it never outlives this process. */
export async function startPrometheus(options: {
  readonly target: string;
  readonly everyMs: number;
}): Promise<TestPrometheus> {
  const { target, everyMs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fb-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  const scrape = { job_name: 'shop', static_configs: [{ targets: [target] }] };
  const global = { scrape_interval: `${everyMs}ms`, scrape_timeout: `${everyMs}ms` };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ global, scrape_configs: [scrape] }));
  for (let tries = 0; ; tries += 1) {
    const port = await freePort();
    const flags = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const process_ = spawn('prometheus', flags, { stdio: 'ignore', cwd: folder });
    const kill = (): void => void process_.kill('SIGKILL');
    process.once('exit', kill);
    const url = `http://127.0.0.1:${port}`;
    const isReady = await ready(url, process_);
    if (isReady) {
      return {
        url,
        async stop() {
          const ended = endOf(process_);
          process_.kill('SIGKILL');
          await ended;
          process.removeListener('exit', kill);
          rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    process.removeListener('exit', kill);
    // Somebody else took the port in between.
    if (tries >= 3) throw new Error('Prometheus did not start');
  }
}

/** Asks until the answer fits; throws with the last one after a minute. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (tries >= 600) throw new Error(`never came; last: ${JSON.stringify(answer).slice(0, 2_000)}`);
    await sleep(100);
  }
}

/** An address that shows what `text` gives, in the text format of Prometheus. */
export async function metricsEndpoint(text: () => string): Promise<{ readonly target: string; stop(): Promise<void> }> {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { target: `127.0.0.1:${portOf(server)}`, stop: () => closed(server) };
}

async function ready(url: string, process_: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (process_.exitCode !== null) return false;
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    if (answer?.status === 200) return true;
    await sleep(50);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await closed(server);
  return port;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function endOf(process_: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process_.exitCode !== null || process_.signalCode !== null) resolve();
    else process_.once('exit', () => resolve());
  });
}
