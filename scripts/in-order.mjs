/**
 * Performs tasks, two at a time, each when those that it comes after are through. Of those that can begin, the first of the list does. What
 * a task comes after and is not in the list counts as done.
 * @template {{file: string, after?: string[]}} Task
 * @param {Task[]} tasks
 * @param {(task: Task) => Promise<void>} perform
 * @throws the first failure, when what was under way then has ended; nothing further begins after it
 */
export async function inOrder(tasks, perform) {
  const waiting = [...tasks];
  const unfinished = new Set(tasks.map(({ file }) => file));
  const underWay = new Set();
  const failures = [];
  const canBegin = ({ after = [] }) => after.every((file) => !unfinished.has(file));

  async function begin(task) {
    try {
      await perform(task);
      unfinished.delete(task.file);
    } catch (error) {
      failures.push(error);
    }
  }

  for (;;) {
    while (underWay.size < AT_ONCE && failures.length === 0) {
      const next = waiting.findIndex(canBegin);
      if (next < 0) break;
      const [task] = waiting.splice(next, 1);
      const running = begin(task).finally(() => underWay.delete(running));
      underWay.add(running);
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay);
  }
  if (failures.length > 0) throw failures[0];
  if (waiting.length > 0) throw new Error(`In a circle: ${waiting.map(({ file }) => file).join(', ')}`);
}

const AT_ONCE = 2;
