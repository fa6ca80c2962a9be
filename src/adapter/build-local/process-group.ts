import { readdir, readFile } from 'node:fs/promises';

/** Marks every process of a build, also those that left its group. */
export const BUILD_VARIABLE = 'FIREBREAK_BUILD';

/** Kills every process of a group; nothing where it is gone. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** When a process started, in the kernel's own count; `null` where it is gone or there is no /proc. */
export async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in parentheses may hold spaces; the start is the 20th field after it (proc(5), field 22).
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Kills processes whose environment names this build: a build may start some in sessions of their own. Linux only. */
export async function killMarked(mark: string): Promise<void> {
  const wanted = Buffer.from(`\0${BUILD_VARIABLE}=${mark}\0`);
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`).catch(() => null);
    if (environment === null || !Buffer.concat([Buffer.of(0), environment]).includes(wanted)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}
