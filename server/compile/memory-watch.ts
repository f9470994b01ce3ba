import { processTree, readProcess } from './process-tree.ts';

/** How often memory is looked at, ms. In this time two cores can touch some hundred MiB beyond the limit, not more. */
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
  let kilobytes = 0;
  for (const pid of processTree(root)) {
    for (const [, part] of readProcess(pid, 'status').matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm))
      kilobytes += Number(part);
  }
  return 1024 * kilobytes;
}
