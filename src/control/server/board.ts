import type { Submission } from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import type { ServerNode } from './port.ts';
import { submissionEventOf } from './stream.ts';
import { openIds } from './take-notice.ts';
import { SUBMISSIONS } from './view.ts';

/** All open submissions, held by a node and brought up to the log's head each time they are asked for. */
export interface Board {
  open(): Promise<readonly Submission[]>;
}

/** Reads what is open once, then only what changed. */
export function openBoard(node: ServerNode): Board {
  const held = new Map<string, Submission>();
  let position: number | null = null;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  const reload = async (id: string): Promise<void> => {
    const state = (await node.store.readDocument(SUBMISSIONS, id)) as Submission | null;
    if (state === null || state.state !== 'open') held.delete(id);
    else held.set(id, state);
  };
  const refresh = async (): Promise<void> => {
    if (position === null) {
      // The head first: what is appended while the list is read is read again afterwards.
      const head = await node.store.head();
      for (const id of await openIds(node, '')) await reload(id);
      position = head;
    }
    for (;;) {
      const page = await node.store.readAll({ after: position, limit: PAGE });
      const touched = new Set(page.flatMap((envelope) => submissionEventOf(envelope)?.id ?? []));
      for (const id of touched) await reload(id);
      position = page.at(-1)?.position ?? position;
      if (page.length < PAGE) return;
    }
  };
  const begin = (): Promise<void> => {
    next = null;
    running = refresh();
    return running;
  };
  return {
    async open() {
      // A run that began before this question may miss what was appended since: wait for one that begins after it.
      next ??= running.then(begin, begin);
      await next;
      return [...held.values()];
    },
  };
}
