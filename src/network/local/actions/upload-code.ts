import type { UploadCodeResult } from '../../network.ts';
import type { LocalContext } from '../local-context.ts';

/** Validates and instruments a code and keeps both, the original for whoever takes a program elsewhere. The network itself asks a fee for that; the local one does not. */
export async function uploadCode({ engine, chain }: LocalContext, wasm: Uint8Array): Promise<UploadCodeResult> {
  const result = await chain.exclusively(() => engine.addCode(wasm));
  if (result.status === 'refused') return { status: 'refused', codeId: result.codeId, reason: result.error };
  const { codeId, originalLen, instrumentedLen } = result;
  const instrumented = engine.getInstrumentedCode(codeId);
  if (instrumented) await chain.save({ codeId, wasm, instrumented });
  return { status: 'valid', codeId, originalLength: originalLen, instrumentedLength: instrumentedLen };
}
