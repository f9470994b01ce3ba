/** Puts a converter on an Ethereum, by the account of `PRIVATE_KEY`, which becomes its owner. Prints its address. */
import { parseArgs } from 'node:util';
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  isAddress,
  isHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { compiledContract } from '../../server/devnet/chain/compiled-contract.ts';
import { routerAbi } from '../../src/network/ethereum/contracts.ts';
import { AppError } from '../../src/shared/app-error.ts';

interface Options {
  rpc: string;
  router: Address;
  weiPerUnit: bigint;
  privateKey: Hex;
}

const USAGE =
  'PRIVATE_KEY=0x… npm run deploy:converter -- --rpc URL --router ADDRESS --wei-per-unit N; a unit is 10^-12 WVARA';

try {
  console.log(await deploy(readOptions(process.argv.slice(2))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @returns the converter's address */
async function deploy({ rpc, router, weiPerUnit, privateKey }: Options): Promise<Address> {
  const transport = http(rpc);
  const account = privateKeyToAccount(privateKey);
  const id = await createPublicClient({ transport }).getChainId();
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
  const chain = defineChain({ id, name: `Chain ${id}`, nativeCurrency, rpcUrls: { default: { http: [rpc] } } });
  const client = createPublicClient({ chain, transport });
  // Who answers to this is a Router; the converter asks it too, but does not say what is wrong.
  const wvara = await client.readContract({ address: router, abi: routerAbi, functionName: 'wrappedVara' });
  const args = [router, weiPerUnit, account.address];
  const hash = await createWalletClient({ account, chain, transport }).deployContract({
    ...compiledContract('Converter'),
    args,
  });
  console.error(`Chain ${id}, owner ${account.address}, WVARA ${wvara}, transaction ${hash}`);
  const { contractAddress, status } = await client.waitForTransactionReceipt({ hash });
  if (status === 'success' && contractAddress) return contractAddress;
  throw new AppError({ code: 'DEPLOYMENT_FAILED', shortMessage: `Transaction ${hash} was reverted` });
}

/** @throws AppError `BAD_OPTION` */
function readOptions(args: string[]): Options {
  const values = parse(args);
  const { rpc, router, 'wei-per-unit': rate } = values;
  const privateKey = process.env.PRIVATE_KEY;
  if (!rpc || !URL.canParse(rpc)) throw badOption('--rpc must be the URL of an Ethereum JSON-RPC');
  if (!router || !isAddress(router, { strict: false })) throw badOption('--router must be the Router’s address');
  if (!rate || !/^[1-9]\d*$/.test(rate)) throw badOption('--wei-per-unit must be a whole number from 1');
  if (!isHex(privateKey) || privateKey.length !== 66) {
    throw badOption(
      'The environment variable PRIVATE_KEY must hold the key of the account that pays: 0x and 64 digits',
    );
  }
  return { rpc, router, weiPerUnit: BigInt(rate), privateKey };
}

function parse(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { rpc: option, router: option, 'wei-per-unit': option } }).values;
  } catch (error) {
    throw badOption(error instanceof Error ? error.message : String(error));
  }
}

function badOption(shortMessage: string): AppError {
  return new AppError({ code: 'BAD_OPTION', shortMessage, hint: USAGE });
}
