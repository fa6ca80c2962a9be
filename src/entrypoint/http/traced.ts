import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Tracer } from '../../kernel/index.ts';

/** Asked every few seconds by machines: nothing is learnt from their traces. */
const UNTRACED = ['/healthz', '/readyz', '/metrics'];
/** Methods that become part of a name; a stranger may send any token. */
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH'];

/**
 * A span for each request, inside of the trace that its `traceparent` names. It tells method, route and status: never an
 * address, a query, a header or who asks.
 */
export function traced(tracer: Tracer): MiddlewareHandler {
  return async (c, next) => {
    if (UNTRACED.includes(c.req.path)) return next();
    const method = METHODS.includes(c.req.method) ? c.req.method : '_OTHER';
    const route = routeOf(c);
    const facts = { 'http.request.method': method, 'http.route': route };
    const caller = c.req.header('traceparent') ?? null;
    await tracer.span({ name: `${method} ${route}`, kind: 'server', facts, caller }, async (span) => {
      await next();
      span.tell({ 'http.response.status_code': c.res.status });
      if (c.res.status >= 500) span.fail(c.error);
    });
    return undefined;
  };
}

/** The pattern of the address, such as `/api/v1/changes/:id`; what stands around it, and answers what nobody knows, ends in `*`. */
function routeOf(c: Context): string {
  const own = matchedRoutes(c).find(({ path }) => !path.endsWith('*'));
  return own?.path ?? (c.req.path.startsWith('/api/') ? '/api/*' : '/*');
}
