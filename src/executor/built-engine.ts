import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { AppError } from '../shared/app-error.ts';

const ENGINE = new URL('../../public/engine/engine.wasm', import.meta.url);

/** The engine that the set-up has built, compiled. For Node only. @throws AppError `NO_ENGINE` */
export async function builtEngine(): Promise<WebAssembly.Module> {
  let wasm: Uint8Array<ArrayBuffer>;
  try {
    wasm = new Uint8Array(await readFile(ENGINE));
  } catch (cause) {
    const shortMessage = 'The engine has not been built';
    throw new AppError({ code: 'NO_ENGINE', shortMessage, hint: 'Run npm run setup.', cause });
  }
  // That page checks seldom fail, the module says by branch hints; browsers heed them without being asked.
  if (Number.parseInt(process.versions.v8, 10) < 14) setFlagsFromString('--experimental-wasm-branch-hinting');
  return WebAssembly.compile(wasm);
}
