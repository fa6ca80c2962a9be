import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningBuild, Yard } from './rival.ts';

/** A build as the Buildkite API tells of it. */
interface CiBuild {
  state: 'running' | 'passed' | 'failed' | 'canceled';
  readonly env: Readonly<Record<string, string>>;
  running: RunningBuild | null;
}

/**
 * The three calls of the Buildkite API that uber/submitqueue makes (`platform/buildkite/client.go` there), answered with builds on this machine:
 * the branch as it stands, the changes of `SQ_BASE_URIS`, then those of `SQ_HEAD_URIS`.
 */
export async function openCi(yard: Yard, nameOf: (uri: string) => string) {
  const builds: CiBuild[] = [];
  const start = async (env: Readonly<Record<string, string>>): Promise<number> => {
    const build: CiBuild = { state: 'running', env, running: null };
    builds.push(build);
    const uris = [...JSON.parse(env['SQ_BASE_URIS'] ?? '[]'), ...JSON.parse(env['SQ_HEAD_URIS'] ?? '[]')] as string[];
    const made = await yard.make(uris.map(nameOf));
    if (made.kind === 'conflict') build.state = 'failed';
    else {
      build.running = yard.build(made);
      void build.running.ended.then((end) => {
        build.state = end === 'cancelled' ? 'canceled' : end;
      });
    }
    return builds.length;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, number] = /\/builds\/(\d+)/.exec(request.url ?? '') ?? [];
    const known = number === undefined ? undefined : builds[Number(number) - 1];
    if (request.method === 'POST') {
      const { env } = JSON.parse(await bodyOf(request)) as { readonly env: Record<string, string> };
      return tell(response, 201, await start(env));
    }
    if (known === undefined) return void response.writeHead(404).end('{}');
    if (request.method === 'PUT' && known.state !== 'running') return void response.writeHead(422).end('{}');
    if (request.method === 'PUT') {
      await known.running?.stop();
      known.state = 'canceled';
    }
    return tell(response, 200, Number(number));
  };
  const tell = (response: ServerResponse, code: number, number: number): void => {
    const { state = 'failed', env = {} } = builds[number - 1] ?? {};
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ number, state, env, web_url: `http://127.0.0.1/builds/${number}` }));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close(), count: () => builds.length };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
