import type { StorageWork } from '../network.ts';

/**
 * Does `task`; when it takes longer than a moment, tells what is under way, and null at its end. What is quick is not told: a
 * notice that is gone before it is read only disturbs.
 */
export async function tellWhenSlow<Result>(
  task: () => Promise<Result>,
  work: StorageWork,
  tell: (work: StorageWork | null) => void,
): Promise<Result> {
  let isTold = false;
  const timer = setTimeout(() => {
    isTold = true;
    tell(work);
  }, A_MOMENT);
  try {
    return await task();
  } finally {
    clearTimeout(timer);
    if (isTold) tell(null);
  }
}

/** ms */
const A_MOMENT = 300;
