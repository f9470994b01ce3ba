import { readdirSync, readFileSync } from 'node:fs';

/** How often memory is looked at. In this time two cores can touch some hundred MiB beyond the limit, not more. */
const INTERVAL = 100;

/**
 * Calls `onExceeded` once when a process and all its descendants together hold more than `limit` bytes that are theirs alone. Works without
 * any right, unlike a control group; where there is no /proc, it does nothing. The returned function ends it.
 */
export function watchMemory(pid: number, limit: number, onExceeded: () => void): () => void {
  if (process.platform !== 'linux') return () => {};
  const timer = setInterval(() => {
    if (memoryOf(pid) <= limit) return;
    clearInterval(timer);
    onExceeded();
  }, INTERVAL);
  return () => clearInterval(timer);
}

/** Anonymous and shared memory of a process tree, bytes. */
function memoryOf(root: number): number {
  let sum = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const status = read(`/proc/${pid}/status`);
    for (const [, kilobytes] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)) sum += 1024 * Number(kilobytes);
    open.push(...childrenOf(pid));
  }
  return sum;
}

/** Children belong to the thread that made them; in the compilers that may be any. */
function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it ended
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended
  }
}
