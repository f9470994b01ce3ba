import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { compiledContract, routerAbi, wrappedVaraAbi } from './contracts.ts';
import { OWNER, VALIDATOR } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

export interface Deployment {
  router: Hex;
  wvara: Hex;
  /** The implementation that every program's Mirror points to. */
  mirror: Hex;
}

/** secp256k1's generator: an aggregated key that nobody signs with, for batches come with single signatures. */
const AGGREGATED_KEY = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
};
const ERA = { duration: 86_400n, election: 7_200n, validationDelay: 1n };
const ZERO = `0x${'0'.repeat(40)}` as const;

/**
 * Puts the contracts on a new chain, in an order that makes the Router's address the one that clients of a Gear.exe development
 * network expect; on a chain that has them it only finds them.
 * @throws AppError `DEPLOYMENT_FAILED`
 */
export async function deployContracts(client: EthereumClient): Promise<Deployment> {
  const addressOf = (nonce: number) => getContractAddress({ from: OWNER.address, nonce: BigInt(nonce) });
  const [wvaraImplementation, wvara, routerImplementation, router, mirror] = [0, 1, 2, 3, 4].map(addressOf) as [
    Hex,
    Hex,
    Hex,
    Hex,
    Hex,
  ];
  if (!(await client.getCode({ address: mirror }))) {
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
    await send(client, [
      creation('WrappedVara', []),
      creation('ERC1967Proxy', [wvaraImplementation, initializeWvara]),
      creation('Router', []),
      creation('ERC1967Proxy', [routerImplementation, initializeRouter]),
      creation('Mirror', [router]),
    ]);
    // The Router learns the hash of the block that it was made in, which takes a later block.
    const data = encodeFunctionData({ abi: routerAbi, functionName: 'lookupGenesisHash' });
    await send(client, [{ to: router, data }]);
  }
  return { router: lower(router), wvara: lower(wvara), mirror: lower(mirror) };
}

/** Sends them in order and puts them into one block. */
async function send(client: EthereumClient, transactions: { to?: Hex; data: Hex }[]): Promise<void> {
  const first = await client.getTransactionCount({ address: OWNER.address });
  const hashes: Hex[] = [];
  for (const [index, transaction] of transactions.entries()) {
    const nonce = first + index;
    hashes.push(await client.sendTransaction({ account: OWNER, ...transaction, nonce, gas: 10_000_000n }));
  }
  await client.mine({ blocks: 1 });
  for (const hash of hashes) {
    const { status } = await client.waitForTransactionReceipt({ hash, timeout: 20_000 });
    if (status === 'success') continue;
    throw new AppError({
      code: 'DEPLOYMENT_FAILED',
      shortMessage: 'The contracts of Gear.exe could not be put on the local Ethereum',
      details: `Transaction ${hash} was reverted.`,
      hint: 'Start the devnet with --reset.',
    });
  }
}

function creation(name: Parameters<typeof compiledContract>[0], args: unknown[]): { data: Hex } {
  const { abi, bytecode } = compiledContract(name);
  return { data: encodeDeployData({ abi, bytecode, ...(args.length > 0 && { args }) }) };
}

function lower(address: Hex): Hex {
  return address.toLowerCase() as Hex;
}
