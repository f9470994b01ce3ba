import { developmentBlobHash } from '../../../protocol/development-blob.ts';
import { codeIdOf } from '../../../protocol/hashes.ts';
import { codeRequestTypedData } from '../../../protocol/typed-data.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { UploadCodeResult } from '../../network.ts';
import { routerAbi } from '../contracts.ts';
import type { EthereumContext } from '../ethereum-context.ts';
import { newDeadline, signPermit } from '../permit.ts';

/** The Router's `Gear.CodeState`. */
const VALIDATION_REQUESTED = 1;
const VALIDATED = 2;

/** ms that the validators may take: quarantine, validation, and a batch. */
const PATIENCE = 15 * 60_000;

/**
 * Has the validators look at a code. The code travels in a blob, which a wallet cannot send, so a relayer sends it for
 * two signatures. A code that the runtime refuses is refused here already: the fee is not paid for nothing.
 *
 * @throws AppError `NO_RELAYER`, `INSUFFICIENT_WVARA`, `NOT_VALIDATED_IN_TIME`, and what the wallet and the relayer throw
 */
export async function uploadCode(context: EthereumContext, wasm: Uint8Array): Promise<UploadCodeResult> {
  const { client, engine, codes, follower } = context;
  const local = engine.addCode(wasm);
  if (local.status === 'refused') return { status: 'refused', codeId: local.codeId, reason: local.error };
  const codeId = codeIdOf(wasm);
  const { originalLen: originalLength, instrumentedLen: instrumentedLength } = local;
  const valid = { status: 'valid' as const, codeId, originalLength, instrumentedLength };

  const { router } = await context.contracts();
  const state = await client.readContract({
    address: router,
    abi: routerAbi,
    functionName: 'codeState',
    args: [codeId],
  });
  if (state === VALIDATED) return valid;
  const verdict = codes.verdictOn(codeId, PATIENCE);
  try {
    if (state !== VALIDATION_REQUESTED) await requestValidation(context, wasm, codeId);
    await follower.caughtUp();
    if (await verdict.reached) return valid;
  } finally {
    verdict.stop();
  }
  const reason = 'The validators refused the code, although the runtime here accepts it.';
  return { status: 'refused', codeId, reason };
}

async function requestValidation(context: EthereumContext, wasm: Uint8Array, codeId: Hex): Promise<void> {
  const { client, session, preset, api } = context;
  if (!preset.isDevelopment) throw noRelayer(preset.name);
  const { router } = await context.contracts();
  const requester = session.wallet.address;
  const contract = { address: router, abi: routerAbi } as const;
  const [base, extra, nonce, deadline] = await Promise.all([
    client.readContract({ ...contract, functionName: 'requestCodeValidationBaseFee' }),
    client.readContract({ ...contract, functionName: 'requestCodeValidationExtraFee' }),
    client.readContract({ ...contract, functionName: 'nonces', args: [requester] }),
    newDeadline(context),
  ]);
  const permit = await signPermit(context, {
    title: 'Sign the fee for the upload',
    spender: router,
    amount: base + extra,
    deadline,
  });
  const requestSignature = await session.signTypedData(
    'Sign the upload of the code',
    codeRequestTypedData({
      router,
      chainId: preset.chainId,
      requester,
      codeId,
      blobHashes: [developmentBlobHash(codeId)],
      nonce,
      deadline,
    }),
  );
  const request = { wasm: bytesToHex(wasm), requester, deadline, requestSignature };
  await api.devnet('devnet_requestCode', [{ ...request, permitSignature: permit.signature }]);
}

function noRelayer(network: string): AppError {
  return new AppError({
    code: 'NO_RELAYER',
    shortMessage: `The code cannot be uploaded to ${network} from here`,
    details:
      'A code travels in a blob of an Ethereum transaction, which wallets do not send, and no relayer is known that would do it.',
    hint: 'Upload the Wasm with Gear.exe’s command line (`ethexe tx upload`), then create the program here from its code id.',
  });
}
