import { encodeFunctionData, numberToHex, parseSignature } from 'viem';
import { routerAbi } from '../../../src/network/ethereum/contracts.ts';
import { developmentBlobHash } from '../../../src/protocol/development-blob.ts';
import { codeIdOf } from '../../../src/protocol/hashes.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { asOwner } from './as-owner.ts';
import type { CodeStore } from './code-store.ts';
import { failureOf } from './contract-error.ts';
import { OWNER } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

/** A code whose validation its owner asks for by two signatures, without sending a transaction. */
export interface CodeRequest {
  wasm: Uint8Array;
  /** Who pays the fee in WVARA. */
  requester: Hex;
  /** Seconds since the epoch, of both signatures. */
  deadline: bigint;
  /** EIP-712 `RequestCodeValidationOnBehalf`, its blob hash that of {@link developmentBlobHash}. */
  requestSignature: Hex;
  /** EIP-712 `Permit` of WVARA for the Router. */
  permitSignature: Hex;
}

/** The network's limit for a code, bytes. */
export const CODE_LIMIT = 512 * 1024;

/**
 * Asks the Router to have a code validated on behalf of its owner. A real relayer sends the code in a blob; anvil takes a blob
 * transaction without its blobs from an account that it plays, so the code goes into `codes`, where the node finds it.
 * @throws AppError `CODE_TOO_LARGE`, `RELAY_FAILED` with the contract's error
 */
export async function relayCode(
  client: EthereumClient,
  router: Hex,
  codes: CodeStore,
  request: CodeRequest,
): Promise<{ transaction: Hex; codeId: Hex }> {
  const { wasm, requester, deadline, requestSignature, permitSignature } = request;
  if (wasm.length === 0 || wasm.length > CODE_LIMIT) {
    throw new AppError({
      code: 'CODE_TOO_LARGE',
      shortMessage: `A code has from 1 to ${CODE_LIMIT} bytes, not ${wasm.length}`,
    });
  }
  const codeId = codeIdOf(wasm);
  const blobHash = developmentBlobHash(codeId);
  try {
    const first = splitSignature(requestSignature);
    const second = splitSignature(permitSignature);
    const data = encodeFunctionData({
      abi: routerAbi,
      functionName: 'requestCodeValidationOnBehalf',
      args: [requester, codeId, [blobHash], deadline, ...first, ...second],
    });
    codes.put(wasm);
    const hash = await asOwner(() => sendWithBlobHash(client, router, data, blobHash));
    const { status } = await client.waitForTransactionReceipt({ hash, timeout: 30_000 });
    if (status !== 'success') throw new Error(`Transaction ${hash} was reverted.`);
    return { transaction: hash, codeId };
  } catch (cause) {
    throw new AppError({
      code: 'RELAY_FAILED',
      shortMessage: 'The Router did not take the request to validate the code',
      details: failureOf(cause),
      hint: 'Check the balance of WVARA, and sign anew: a signature serves once and until its deadline.',
      cause,
    });
  }
}

async function sendWithBlobHash(client: EthereumClient, router: Hex, data: Hex, blobHash: Hex): Promise<Hex> {
  // A dry run names the contract's error; anvil tells it only so for what it plays itself.
  await dryRun(client, { from: OWNER.address, to: router, data, blobHash });
  await client.impersonateAccount({ address: OWNER.address });
  return client.request<{ ReturnType: Hex }>({
    method: 'eth_sendTransaction' as never,
    params: [
      {
        from: OWNER.address,
        to: router,
        data,
        type: '0x3',
        gas: numberToHex(2_000_000),
        maxFeePerBlobGas: numberToHex(10n ** 12n),
        blobVersionedHashes: [blobHash],
      },
    ] as never,
  });
}

async function dryRun(
  client: EthereumClient,
  { from, to, data, blobHash }: { from: Hex; to: Hex; data: Hex; blobHash: Hex },
): Promise<void> {
  await client.request({
    method: 'eth_call' as never,
    params: [
      { from, to, data, type: '0x3', maxFeePerBlobGas: numberToHex(10n ** 12n), blobVersionedHashes: [blobHash] },
      'latest',
    ] as never,
  });
}

function splitSignature(signature: Hex): [v: number, r: Hex, s: Hex] {
  const { r, s, yParity } = parseSignature(signature);
  return [27 + yParity, r, s];
}
