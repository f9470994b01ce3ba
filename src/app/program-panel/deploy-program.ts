import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { keepSelection, labelProgram, rememberCode, selectProgram } from '../../stores/program-store.ts';
import type { Artifact } from '../../stores/workspace-storage.ts';
import { explainRefusal } from './explain-refusal.ts';

export interface DeployParameters {
  artifact: Artifact;
  /** WVARA units put into the Executable Balance first, so that the program can pay for its own start. */
  topUp: bigint;
  /** Whether explorers are to offer the program's functions; only where the network takes contracts. */
  withAbiInterface: boolean;
  /** The init message; null = none yet. */
  init: { payload: Uint8Array; value: bigint } | null;
}

/**
 * Uploads the code, creates the program, funds it and sends its init message. Once created, the program is shown
 * even if a later step fails: nothing done so far is hidden.
 * @throws AppError `CODE_REFUSED` and what the network throws
 */
export async function deployProgram(network: Network, parameters: DeployParameters): Promise<Hex> {
  const { artifact, topUp, withAbiInterface, init } = parameters;
  const code = await network.uploadCode(artifact.wasm);
  if (code.status === 'refused') {
    throw new AppError({
      code: 'CODE_REFUSED',
      shortMessage: `The runtime refuses ${artifact.name}.wasm`,
      details: code.reason,
      hint: explainRefusal(code.reason),
    });
  }
  rememberCode(code.codeId, artifact);
  const abiInterface =
    withAbiInterface && artifact.solidity ? await putInterface(network, artifact.solidity) : undefined;
  // On Ethereum one transaction creates and funds it. Where that costs nothing, the program is shown even if the top-up fails.
  const isSimulated = network.info.chainId === null;
  const { program } = await network.createProgram({
    codeId: code.codeId,
    ...(!isSimulated && { executableBalance: topUp }),
    ...(abiInterface && { abiInterface }),
  });
  labelProgram(program, artifact.name);
  try {
    if (isSimulated && topUp > 0n) await network.topUpExecutableBalance(program, topUp);
    if (init) await network.sendMessage({ program, ...init, route: 'canonical' });
  } finally {
    // Unless another network is shown by now.
    if (useNetwork.getState().network === network) selectProgram(program);
    else keepSelection(network.id, program);
  }
  return program;
}

/** The compiler is large, so it is loaded when it is first wanted. */
async function putInterface(network: Network, solidity: string): Promise<Hex> {
  const { deployAbiInterface } = await import('./deploy-abi-interface.ts');
  return deployAbiInterface(network, solidity);
}
