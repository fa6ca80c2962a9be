import type { NodeStore } from '../../event-log/index.ts';
import type { Tracer } from '../../kernel/index.ts';

/** A store whose appends show in traces: how many events, and whether they were taken. */
export function tracedStore(store: NodeStore, tracer: Tracer): NodeStore {
  return {
    ...store,
    append: (request) =>
      tracer.span({ name: 'append', facts: { 'firebreak.events': request.events.length } }, async (span) => {
        const appended = await store.append(request);
        span.tell({ 'firebreak.taken': appended.ok });
        return appended;
      }),
  };
}
