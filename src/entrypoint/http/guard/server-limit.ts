import type { Server } from 'node:http';

/** Limits of connections, so that slow and many callers cost little; node's own defaults are wider or absent. */
export const SERVER_LIMITS = {
  /** Until all headers are there. */
  headersTimeout: 10_000,
  /** Until the whole request is there; a little more than bodies get. */
  requestTimeout: 20_000,
  /** Longer than the usual idle limit of load balancers (60 s), so that they close first and lose no request. */
  keepAliveTimeout: 65_000,
  maxHeadersCount: 100,
  maxRequestsPerSocket: 10_000,
  /** Open connections of one node, live pages among them. */
  maxConnections: 5_000,
} as const;

/** Applies {@link SERVER_LIMITS}. Header size is given when a server is made: `maxHeaderSize: 16_384` is node's default. */
export function limitServer(server: Server): void {
  Object.assign(server, SERVER_LIMITS);
}
