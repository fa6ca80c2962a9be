import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const closing: (() => Promise<void>)[] = [];

/** Ends every receiver of a test. */
export async function closeReceivers(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** A request as it came. */
export interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback; `answer` says what it does with the n-th request. */
export async function receiver(
  answer: (got: Got, count: number) => { readonly status: number; readonly body?: string } | 'hang up',
) {
  const got: Got[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const entry = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      got.push(entry);
      const said = answer(entry, got.length);
      if (said === 'hang up') request.socket.destroy();
      else response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body ?? '');
    });
  });
  const url = await listening(server);
  return { got, url };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => server.close(() => done())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A mail server on loopback without encryption; `reply` is what it says to every recipient instead of taking them. */
export async function mailServer(reply: number | null = null) {
  const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) =>
      done(reply === null ? null : Object.assign(new Error('no'), { responseCode: reply })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', () => done()));
  closing.push(() => new Promise((done) => server.close(() => done())));
  return { mails, port: (server.server.address() as AddressInfo).port };
}
