import type { MessageBurn } from './burn-per-message.ts';

/**
 * After about how many more messages the program runs dry, judged by what its latest messages cost on average.
 * Undefined while it has burnt nothing, for then there is nothing to judge by.
 *
 * @param executableBalance WVARA units
 * @param burns of this program, oldest first
 */
export function runway(executableBalance: bigint, burns: readonly MessageBurn[]): number | undefined {
  const latest = burns.slice(-SAMPLE);
  const cost = latest.reduce((sum, burn) => sum + burn.cost, 0n);
  if (cost === 0n) return undefined;
  return Number((executableBalance * BigInt(latest.length)) / cost);
}

/** How many of the latest messages the average is taken over. */
const SAMPLE = 20;
