import { encodeFunctionData, serializeSignature, type TransactionReceipt } from 'viem';
import { sign } from 'viem/accounts';
import { routerAbi } from '../../../src/network/ethereum/contracts.ts';
import type { BatchCommitment } from '../../../src/protocol/batch-commitment.ts';
import { batchHash, batchSigningDigest } from '../../../src/protocol/batch-hash.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { contractError, failureOf } from './contract-error.ts';
import { VALIDATOR } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

/** A list of ECDSA signatures, one of each validator that agrees. */
const SIGNATURE_TYPE = 1;
/** Ethereum's limit for one transaction; estimating fails, for the batch's own block is not in the past of a call. */
const GAS = 2n ** 24n;
const INCLUSION_TIMEOUT = 30_000;

/**
 * Signs a batch, sends it from the validator's account and waits until it is in a block.
 * @throws AppError `COMMIT_FAILED`
 */
export async function commitBatch(
  client: EthereumClient,
  router: Hex,
  batch: BatchCommitment,
): Promise<TransactionReceipt> {
  const digest = batchSigningDigest(router, batchHash(batch));
  const signature = serializeSignature(await sign({ hash: digest, privateKey: VALIDATOR.privateKey }));
  const whole = { ...batch, rewardsCommitment: [], validatorsCommitment: [] };
  const data = encodeFunctionData({
    abi: routerAbi,
    functionName: 'commitBatch',
    args: [whole, SIGNATURE_TYPE, [signature]],
  });
  let receipt: TransactionReceipt;
  try {
    const nonce = await client.getTransactionCount({ address: VALIDATOR.address, blockTag: 'latest' });
    // With the nonce of the latest block, a batch that is still waiting is replaced and never joined by a second one.
    const fees = await client.estimateFeesPerGas();
    const hash = await client.sendTransaction({ account: VALIDATOR, to: router, data, gas: GAS, nonce, ...fees });
    receipt = await client.waitForTransactionReceipt({ hash, timeout: INCLUSION_TIMEOUT });
  } catch (cause) {
    throw commitFailed(failureOf(cause), cause);
  }
  if (receipt.status === 'success') return receipt;
  throw commitFailed(await revertReason(client, receipt.transactionHash));
}

/** Why an included transaction was reverted: its trace has the contract's answer. */
async function revertReason(client: EthereumClient, hash: Hex): Promise<string> {
  try {
    const trace = await client.request<{ ReturnType: { output?: Hex } }>({
      method: 'debug_traceTransaction' as never,
      params: [hash, { tracer: 'callTracer' }] as never,
    });
    return contractError(trace.output ?? '0x');
  } catch (error) {
    return `reverted; its trace cannot be read: ${failureOf(error)}`;
  }
}

function commitFailed(details: string, cause?: unknown): AppError {
  return new AppError({
    code: 'COMMIT_FAILED',
    shortMessage: 'The batch was not committed',
    details,
    hint: 'It is tried again with the next block.',
    ...(cause !== undefined && { cause }),
  });
}
