/**
 * `npm run drill:workers -- --kills 1000 --seed S`: ends executors at random moments while scenarios run, until so many died, and demands that nothing
 * is lost, nothing done twice, and every hash is that of the undisturbed run. `--workers N` says how many executors there are.
 */
import { parseArgs } from 'node:util';
import { drillWorkers } from './parity/drill.ts';
import { wholeNumber } from './parity/whole-number.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
  },
});
try {
  const { scenarios, killed, killedIdle, lost, doubled, different } = await drillWorkers({
    kills: wholeNumber(values.kills),
    seed: wholeNumber(values.seed),
    workers: wholeNumber(values.workers),
    log: console.log,
  });
  const failed = lost + doubled + different;
  console.log(
    `${killed} executors killed, ${killed - killedIdle} of them at work, over ${scenarios} runs of scenarios: ${lost} messages lost, ${doubled} doubled, ${different} runs different`,
  );
  console.log(`Drill: ${scenarios - different} passed, ${failed} failed`);
  process.exitCode = failed || !scenarios ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
