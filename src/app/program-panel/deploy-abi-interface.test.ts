import { expect, test } from 'vitest';
import type { Network } from '../../network/network.ts';
import { deployAbiInterface } from './deploy-abi-interface.ts';

const info = { name: 'Local' } as Network['info'];

test('where there are no contracts, nothing is compiled', async () => {
  await expect(deployAbiInterface({ info } as Network, 'not Solidity')).rejects.toMatchObject({
    code: 'NO_CONTRACTS_HERE',
    shortMessage: expect.stringContaining('Local'),
  });
});

test('what does not compile is not deployed; the compiler says why', async () => {
  const deployed: Uint8Array[] = [];
  const deployContract: NonNullable<Network['deployContract']> = async (bytecode) => {
    deployed.push(bytecode);
    return { address: '0x00000000000000000000000000000000000000aa' };
  };
  const network = { info, deployContract } as Network;
  const start = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.35;\n';
  await expect(
    deployAbiInterface(network, `${start}interface IA { function f(bool contract) external; }`),
  ).rejects.toMatchObject({ code: 'SOLIDITY_REFUSED', details: expect.stringContaining('program.sol:3:') });
  expect(deployed).toEqual([]);

  const address = await deployAbiInterface(network, `${start}interface IA { function f() external; }`);
  expect(address).toBe('0x00000000000000000000000000000000000000aa');
  expect(deployed).toEqual([expect.any(Uint8Array)]);
});
