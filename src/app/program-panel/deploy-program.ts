import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { labelProgram, rememberCode, selectProgram } from '../../stores/program-store.ts';
import type { Artifact } from '../../stores/workspace-storage.ts';
import { explainRefusal } from './explain-refusal.ts';

export interface DeployParameters {
  artifact: Artifact;
  /** WVARA units put into the Executable Balance first, so that the program can pay for its own start. */
  topUp: bigint;
  /** The init message; null = none yet. */
  init: { payload: Uint8Array; value: bigint } | null;
}

/**
 * Uploads the code, creates the program, funds it and sends its init message. Once created, the program is shown
 * even if a later step fails: nothing done so far is hidden.
 * @throws AppError `CODE_REFUSED` and what the network throws
 */
export async function deployProgram(network: Network, { artifact, topUp, init }: DeployParameters): Promise<Hex> {
  const code = await network.uploadCode(artifact.wasm);
  if (code.status === 'refused') {
    throw new AppError({
      code: 'CODE_REFUSED',
      shortMessage: `The runtime refuses ${artifact.name}.wasm`,
      details: code.reason,
      hint: explainRefusal(code.reason),
    });
  }
  rememberCode(code.codeId, artifact.name, artifact.idl);
  const { program } = await network.createProgram({ codeId: code.codeId });
  labelProgram(program, artifact.name);
  try {
    if (topUp > 0n) await network.topUpExecutableBalance(program, topUp);
    if (init) await network.sendMessage({ program, ...init, route: 'canonical' });
  } finally {
    selectProgram(program);
  }
  return program;
}
