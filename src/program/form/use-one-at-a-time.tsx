import { useRef, useState } from 'react';
import { ON_ITS_WAY } from '../../shared/on-its-way.ts';

export interface OneAtATime {
  /** Whether a task takes its time; those that are through sooner are not worth a frame. */
  isBusy: boolean;
  /** Performs the task, unless another one is under way: then nothing happens. Its failure is the caller's. */
  run<Result>(task: () => Result | Promise<Result>): Promise<Result | undefined>;
}

/** For what must not be begun twice, as the sending of a form. */
export function useOneAtATime(): OneAtATime {
  const [isBusy, setIsBusy] = useState(false);
  const isUnderWay = useRef(false);

  async function run<Result>(task: () => Result | Promise<Result>): Promise<Result | undefined> {
    if (isUnderWay.current) return undefined;
    isUnderWay.current = true;
    const timer = setTimeout(setIsBusy, ON_ITS_WAY, true);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      isUnderWay.current = false;
      setIsBusy(false);
    }
  }

  return { isBusy, run };
}
