import { concat, encodeDeployData, encodeFunctionData, getCreate2Address, zeroHash } from 'viem';
import { CONVERTER_RESERVE, WEI_PER_UNIT } from '../../../src/ledger/conversion.ts';
import { wrappedVaraAbi } from '../../../src/network/ethereum/contracts.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { compiledContract } from './compiled-contract.ts';
import { OWNER } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

/**
 * Makes contracts at addresses that follow from their code alone, so a chain that was made before there was a converter gets it, and one
 * that has it keeps it. Every anvil begins with it: https://github.com/Arachnid/deterministic-deployment-proxy
 */
const FACTORY: Hex = '0x4e59b44847b379578588920ca78fbf26c0b4956c';

/**
 * Puts the playground's converter on a chain and gives it its reserve; does nothing where it is.
 * @param send of the owner's account, in order and into one block
 * @returns its address
 * @throws AppError `DEPLOYMENT_FAILED`, and what `send` fails with
 */
export async function deployConverter(
  client: EthereumClient,
  { router, wvara }: { router: Hex; wvara: Hex },
  send: (transactions: { to: Hex; data: Hex }[]) => Promise<void>,
): Promise<Hex> {
  const { abi, bytecode } = compiledContract('Converter');
  const creation = encodeDeployData({ abi, bytecode, args: [router, WEI_PER_UNIT, OWNER.address] });
  const converter = getCreate2Address({ from: FACTORY, salt: zeroHash, bytecode: creation }).toLowerCase() as Hex;
  if (await client.getCode({ address: converter })) return converter;
  if (!(await client.getCode({ address: FACTORY }))) {
    throw new AppError({
      code: 'DEPLOYMENT_FAILED',
      shortMessage: 'The converter cannot be put on the local Ethereum',
      details: `There is no deterministic deployment proxy at ${FACTORY}.`,
      hint: 'Start anvil without --disable-default-create2-deployer.',
    });
  }
  const mint = encodeFunctionData({
    abi: wrappedVaraAbi,
    functionName: 'mint',
    args: [converter, CONVERTER_RESERVE],
  });
  // The reserve first: a converter that is there is taken to have it.
  await send([
    { to: wvara, data: mint },
    { to: FACTORY, data: concat([zeroHash, creation]) },
  ]);
  if (await client.getCode({ address: converter })) return converter;
  throw new AppError({
    code: 'DEPLOYMENT_FAILED',
    shortMessage: 'The converter is not on the local Ethereum',
    details: `There is no contract at ${converter}.`,
    hint: 'Start the devnet with --reset.',
  });
}
