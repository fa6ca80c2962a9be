import { createServer, type Server } from 'node:net';

/** Listens on a free port of loopback; closing breaks off what is open. */
export async function listening(
  server: Server & { closeAllConnections?: () => void },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections?.();
      return closed;
    },
  };
}

/** A port of loopback that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const { port, close } = await listening(createServer());
  await close();
  return port;
}
