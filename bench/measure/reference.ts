import { execFileSync } from 'node:child_process';

/** How long each block of a scenario takes in the native reference: ms. */
export function timeReference(binary: string, file: string): number[] {
  const printed = execFileSync(binary, ['--times', file], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return (JSON.parse(printed) as number[]).map((microseconds) => microseconds / 1000);
}
