import { readdirSync, readFileSync } from 'node:fs';

/** How often the memory is looked at: a peak that is shorter is missed. */
const EVERY_MS = 25;

/** Largest resident memory in bytes of this process and of the programs it started, seen between start and `stop`. */
export interface MemoryWatch {
  stop(): { readonly own: number; readonly started: number | null };
}

/** Watches by sampling; `started` is `null` where there is no /proc. */
export function watchMemory(): MemoryWatch {
  let own = 0;
  let started: number | null = null;
  const look = (): void => {
    own = Math.max(own, process.memoryUsage.rss());
    const found = startedBytes();
    if (found !== null) started = Math.max(started ?? 0, found);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return { own, started };
    },
  };
}

function startedBytes(): number | null {
  try {
    const children = readdirSync('/proc/self/task').flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return children.reduce((sum, pid) => sum + residentBytes(pid), 0);
  } catch {
    return null;
  }
}

function residentBytes(pid: string): number {
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
