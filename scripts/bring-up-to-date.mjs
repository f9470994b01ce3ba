import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashInputs, root, SetupError } from './setup-step.mjs';

/**
 * Runs a step if it has to: when its inputs differ from those of its last success, or an output is missing.
 * @param {string} file the step's own file, relative to the root
 * @param {import('./setup-step.mjs').Step} step
 * @param {{stamp: string, force?: boolean, progress: import('./progress.mjs').Progress}} options `stamp`: the file that remembers the success
 */
export async function bringUpToDate(file, step, { stamp, force = false, progress }) {
  const isCheck = step.inputs.length === 0 && step.outputs.length === 0;
  if (isCheck) {
    return step.isDone?.() ? progress.begin(step.name).upToDate() : perform(progress, step.name, step.run);
  }

  const inputs = hashInputs([...step.inputs, file]);
  const signature = `${inputs} ${(await step.fingerprint?.()) ?? ''}`;
  const missingOutputs = () => step.outputs.filter((output) => !existsSync(join(root, output)));
  if (!force && missingOutputs().length === 0 && readStamp(stamp) === signature) {
    return progress.begin(step.name).upToDate();
  }
  rmSync(stamp, { force: true });
  await perform(progress, step.name, step.run);
  const missing = missingOutputs();
  if (missing.length) throw new SetupError(`The step ${step.name} ran but did not make ${missing.join(', ')}.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ signature }));
}

/** Does a named piece of work and shows how it goes. */
async function perform(progress, name, run) {
  const piece = progress.begin(name);
  try {
    const note = await run(piece.log);
    if (note?.warning) piece.warn(note.warning);
    else piece.done(note);
  } catch (error) {
    piece.fail();
    throw error;
  }
}

function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).signature;
  } catch {
    return undefined; // absent or cut off: the step runs again
  }
}
