import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/hex.ts';
import { compileSolidity, MAX_SOLIDITY_BYTES } from './compile-solidity.ts';

function template(name: string): string {
  return readFileSync(new URL(`../../../public/templates/${name}/program.sol`, import.meta.url), 'utf8');
}

test('compiles what the build gives and picks the contract with the functions', async () => {
  const result = await compileSolidity(template('vault'));
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  expect(result.warnings).toEqual([]);
  // VaultCaller wants an argument.
  expect(result.contracts.map(({ name }) => name)).toEqual(['VaultAbi']);
  const { name, abi, bytecode } = result.abiContract;
  expect(name).toBe('VaultAbi');
  expect(abi).toContainEqual({
    type: 'function',
    name: 'vaultDeposit',
    inputs: [{ name: '_callReply', type: 'bool', internalType: 'bool' }],
    outputs: [{ name: 'messageId', type: 'bytes32', internalType: 'bytes32' }],
    stateMutability: 'payable',
  });
  expect(abi.filter(({ type }) => type === 'event').map(({ name }) => name)).toEqual(['Deposited', 'Withdrawn']);
  // The metadata at the end says solc 0.8.37.
  expect(bytesToHex(bytecode)).toMatch(/^0x60806040.*64736f6c63430008250033$/);
  expect(bytecode.length).toBeLessThan(1_000);
  expect(result.verification.compiler).toBe('v0.8.37+commit.f401782d');
  expect(result.verification.contract).toBe('program.sol:VaultAbi');
  expect(JSON.parse(result.verification.input).sources['program.sol'].content).toBe(template('vault'));
});

test('says where the source is wrong', async () => {
  const result = await compileSolidity(
    '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.35;\ncontract A { /* größer */ uint x = true; }',
  );
  expect(result).toMatchObject({
    status: 'failed',
    diagnostics: [
      {
        level: 'error',
        code: '7407',
        message: expect.stringContaining('bool'),
        spans: [{ file: 'program.sol', startLine: 3, startColumn: 36, endLine: 3, endColumn: 40, isPrimary: true }],
      },
    ],
  });
});

test('refuses an import: there is one file', async () => {
  const result = await compileSolidity('pragma solidity ^0.8.35;\nimport "https://example.org/a.sol";\ncontract A {}');
  expect(result).toMatchObject({
    status: 'failed',
    diagnostics: [{ message: expect.stringContaining('not found'), spans: [{ startLine: 2, startColumn: 1 }] }, {}],
  });
});

test('refuses a source that is too large without asking the compiler', async () => {
  const before = performance.now();
  const result = await compileSolidity('é'.repeat(MAX_SOLIDITY_BYTES / 2 + 1));
  expect(result).toMatchObject({
    status: 'failed',
    diagnostics: [{ message: expect.stringContaining(`${MAX_SOLIDITY_BYTES + 2} bytes`) }],
  });
  expect(performance.now() - before).toBeLessThan(500);
});

test('ends when it takes too long or is cancelled', async () => {
  await expect(compileSolidity(template('token'), { timeLimit: 1 })).rejects.toMatchObject({
    code: 'SOLIDITY_TIMED_OUT',
  });
  const controller = new AbortController();
  const compiling = compileSolidity(template('token'), { signal: controller.signal });
  controller.abort();
  await expect(compiling).rejects.toMatchObject({ name: 'AbortError' });
  await expect(compileSolidity('', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
