import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem';
import { routerAbi, wrappedVaraAbi } from '../../../src/network/ethereum/contracts.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { compiledContract } from './compiled-contract.ts';
import { deployConverter } from './deploy-converter.ts';
import { OWNER, VALIDATOR } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

export interface Deployment {
  router: Hex;
  wvara: Hex;
  /** The implementation that every program's Mirror points to. */
  mirror: Hex;
  /** The playground's own: turns ether of programs into WVARA (docs/conversion.md). */
  converter: Hex;
}

/** secp256k1's generator: an aggregated key that nobody signs with, for batches come with single signatures. */
const AGGREGATED_KEY = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
};
const ERA = { duration: 86_400n, election: 7_200n, validationDelay: 1n };
const ZERO = `0x${'0'.repeat(40)}` as const;

/**
 * Puts the contracts on a chain, in an order that makes the Router's address the one that clients of a Gear.exe development network expect.
 * Transaction number n of the owner is step n: on a chain where some are done, the others follow; where all are, they are only checked.
 * @throws AppError `DEPLOYMENT_FAILED`
 */
export async function deployContracts(client: EthereumClient): Promise<Deployment> {
  const done = await client.getTransactionCount({ address: OWNER.address });
  const creations = contractCreations();
  await send(client, creations.slice(done));
  // The Router learns the hash of the block that it was made in, which takes a later block.
  const data = encodeFunctionData({ abi: routerAbi, functionName: 'lookupGenesisHash' });
  if (done <= creations.length) await send(client, [{ to: deployment.router, data }]);
  await check(client);
  return {
    ...deployment,
    converter: await deployConverter(client, deployment, (transactions) => send(client, transactions)),
  };
}

/** Addresses follow from the owner and the number of its transaction. */
const addressOf = (nonce: number) =>
  getContractAddress({ from: OWNER.address, nonce: BigInt(nonce) }).toLowerCase() as Hex;
const deployment: Omit<Deployment, 'converter'> = { wvara: addressOf(1), router: addressOf(3), mirror: addressOf(4) };

function contractCreations(): { data: Hex }[] {
  const { router, wvara, mirror } = deployment;
  const initializeWvara = encodeFunctionData({
    abi: wrappedVaraAbi,
    functionName: 'initialize',
    args: [OWNER.address],
  });
  const initializeRouter = encodeFunctionData({
    abi: routerAbi,
    functionName: 'initialize',
    args: [
      OWNER.address,
      mirror,
      wvara,
      ZERO,
      ERA.duration,
      ERA.election,
      ERA.validationDelay,
      AGGREGATED_KEY,
      '0x',
      [VALIDATOR.address],
    ],
  });
  return [
    creation('WrappedVara', []),
    creation('ERC1967Proxy', [addressOf(0), initializeWvara]),
    creation('Router', []),
    creation('ERC1967Proxy', [addressOf(2), initializeRouter]),
    creation('Mirror', [router]),
  ];
}

/** A state file of other contracts, or one of which a part is missing, would fail later and without a hint. */
async function check(client: EthereumClient): Promise<void> {
  const { router, wvara, mirror } = deployment;
  for (const [name, address] of Object.entries(deployment)) {
    if (!(await client.getCode({ address }))) throw failed(`There is no contract at ${address} (${name}).`);
  }
  const contract = { address: router, abi: routerAbi } as const;
  const [mirrorImpl, wrappedVara, validators, genesis] = await Promise.all([
    client.readContract({ ...contract, functionName: 'mirrorImpl' }),
    client.readContract({ ...contract, functionName: 'wrappedVara' }),
    client.readContract({ ...contract, functionName: 'validators' }),
    client.readContract({ ...contract, functionName: 'genesisBlockHash' }),
  ]);
  const found = [mirrorImpl, wrappedVara, ...validators].join().toLowerCase();
  const expected = [mirror, wvara, VALIDATOR.address].join().toLowerCase();
  if (found !== expected) throw failed(`The Router knows ${found}, not ${expected}.`);
  if (BigInt(genesis) === 0n) throw failed('The Router does not know the block of its genesis.');
}

/** Sends them in order and puts them into one block. */
async function send(client: EthereumClient, transactions: { to?: Hex; data: Hex }[]): Promise<void> {
  if (transactions.length === 0) return;
  const first = await client.getTransactionCount({ address: OWNER.address });
  const hashes: Hex[] = [];
  for (const [index, transaction] of transactions.entries()) {
    const nonce = first + index;
    hashes.push(await client.sendTransaction({ account: OWNER, ...transaction, nonce, gas: 10_000_000n }));
  }
  await client.mine({ blocks: 1 });
  for (const hash of hashes) {
    const { status } = await client.waitForTransactionReceipt({ hash, timeout: 20_000 });
    if (status !== 'success') throw failed(`Transaction ${hash} was reverted.`);
  }
}

function failed(details: string): AppError {
  return new AppError({
    code: 'DEPLOYMENT_FAILED',
    shortMessage: 'The contracts of Gear.exe are not on the local Ethereum as they should be',
    details,
    hint: 'Start the devnet with --reset.',
  });
}

function creation(name: Parameters<typeof compiledContract>[0], args: unknown[]): { data: Hex } {
  const { abi, bytecode } = compiledContract(name);
  return { data: encodeDeployData({ abi, bytecode, ...(args.length > 0 && { args }) }) };
}
