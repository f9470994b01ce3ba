import { readdirSync, readFileSync } from 'node:fs';

/** A process and everything that it started, directly or not; only itself where there is no /proc. */
export function processTree(root: number): number[] {
  const tree = [root];
  for (const pid of tree) tree.push(...childrenOf(pid));
  return tree;
}

/** Text of a file in /proc; empty when the process has ended. */
export function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Children belong to the thread that made them; in a compiler that may be any. */
function childrenOf(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it ended
  }
  const children = threads.flatMap((thread) => readProcess(pid, `task/${thread}/children`).split(' '));
  return children.filter(Boolean).map(Number);
}
