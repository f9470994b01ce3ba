import { codeIdOf } from '../../../src/protocol/hashes.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumChain } from '../ethereum-chain.ts';
import { type Log, reasonOf } from './log.ts';
import type { OwnChain } from './own-chain.ts';

/**
 * Looks at the codes that a block asks to validate and remembers the verdicts, before the block is taken in. A code is
 * valid when the blob holds it and the runtime can instrument it.
 */
export async function validateCodes(
  { events }: EthereumBlock,
  { ethereum, chain, log }: { ethereum: EthereumChain; chain: OwnChain; log: Log },
): Promise<void> {
  for (const event of events) {
    if (event.type !== 'CodeValidationRequested' || chain.store.content.code(event.codeId)?.instrumented) continue;
    const { codeId } = event;
    const wasm = await ethereum.requestedCode(codeId);
    await chain.exclusively(async () => {
      const refusal = wasm ? addCode(codeId, wasm, chain) : 'the blob does not hold it';
      if (refusal !== undefined) chain.store.content.addCode(codeId, { instrumented: null, metadataLength: 0 });
      if (refusal === undefined) log.info('code is valid', { codeId, bytes: wasm?.length });
      else log.warn('code refused', { codeId, reason: refusal });
    });
  }
}

/** @returns why not */
function addCode(codeId: Hex, wasm: Uint8Array, { store, runtime }: OwnChain): string | undefined {
  if (codeIdOf(wasm) !== codeId) return 'the blob does not hold it';
  let result: ReturnType<typeof runtime.addCode>;
  try {
    result = runtime.addCode(wasm);
  } catch (error) {
    return reasonOf(error);
  }
  if (result.status === 'refused') return result.error;
  const { metadataScale } = result;
  const instrumented = runtime.engine.getInstrumentedCode(codeId);
  if (!instrumented) return 'the engine did not keep it';
  store.atomically(() => {
    store.content.addBlob(codeId, wasm);
    const metadataLength = metadataScale.length / 2 - 1;
    store.content.addCode(codeId, { instrumented: new Uint8Array(instrumented), metadataLength });
  });
  return undefined;
}
