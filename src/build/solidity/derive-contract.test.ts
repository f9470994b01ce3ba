import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { compileAbiContract } from './compile-abi-contract.ts';

// Here, not in a thread: what these tests need is many small compilations.
const { cwrap } = createRequire(import.meta.url)('solc/soljson.js');
const solidityCompile = cwrap('solidity_compile', 'string', ['string', 'number', 'number']);

function compile(source: string) {
  const text = `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.35;\n${source}`;
  const result = compileAbiContract(text, (input) => solidityCompile(input, 0, 0), '0.8.37+commit.f401782d');
  return { text, result };
}

function compiled(source: string) {
  const { text, result } = compile(source);
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return { text, ...result };
}

test('an interface alone gets a contract that has all its functions', () => {
  const source = `interface IShapes {
    type Meter is uint64;
    enum Kind { Round, Square }
    struct Point { int32 x; int32 y; string[2] names; }
    event Drawn(Kind indexed kind, Point[] points);
    function draw(bool _callReply, Kind kind, Point[] calldata points, Meter[3] memory sizes) external payable returns (bytes32 messageId);
    function draw(bool _callReply) external returns (bytes32);
    function name(address payable owner, IShapes other, bytes calldata data) external view returns (string memory, Point memory point);
    function last() external pure returns (Meter);
  }
  interface IShapesCallbacks { function replyOn_draw(bytes32 messageId) external; }`;
  const { text, abiContract, contracts, verification, warnings } = compiled(source);
  expect(warnings).toEqual([]);
  expect(contracts).toHaveLength(1);
  expect(abiContract.name).toBe('ShapesAbi');

  const byHand = compiled(`${source}
  contract ByHand is IShapes {
    function draw(bool _callReply, Kind kind, Point[] calldata points, Meter[3] memory sizes) external payable returns (bytes32 messageId) {}
    function draw(bool _callReply) external returns (bytes32) {}
    function name(address payable owner, IShapes other, bytes calldata data) external view returns (string memory, Point memory point) {}
    function last() external pure returns (Meter) {}
  }`);
  expect(abiContract.abi).toEqual(byHand.abiContract.abi);

  // What is verified has to be the whole source, the added contract included.
  const input = JSON.parse(verification.input);
  const again = JSON.parse(solidityCompile(verification.input, 0, 0));
  expect(input.sources['program.sol'].content.startsWith(text)).toBe(true);
  const { object } = again.contracts['program.sol'].ShapesAbi.evm.bytecode;
  expect(object).toBe(Buffer.from(abiContract.bytecode).toString('hex'));
});

test('a contract called …Abi is preferred, another one taken, neither library nor abstract contract', () => {
  const others = 'library AAbi { function f() external {} } abstract contract BAbi { function f() external virtual; }';
  expect(compiled(`${others} contract C {} contract DAbi {}`).abiContract.name).toBe('DAbi');
  expect(compiled(`${others} contract C {} contract D {}`).abiContract.name).toBe('C');
  expect(compiled(`interface IE { function f() external; } ${others}`).abiContract.name).toBe('EAbi');
});

test.each([
  ['nothing', ''],
  ['a library alone', 'library L { function f() external {} }'],
  ['a contract that wants arguments', 'contract C { constructor(uint x) { x; } }'],
  [
    'a contract that lacks the address of a library',
    'library L { function f() external {} } contract C { function g() external { L.f(); } }',
  ],
  ['interfaces for replies alone', 'interface ICallbacks { function f() external; }'],
])('%s cannot be deployed', (_, source) => {
  const { result } = compile(source);
  expect(result).toMatchObject({ status: 'failed' });
  const [problem] = result.status === 'failed' ? result.diagnostics.filter(({ level }) => level === 'error') : [];
  expect(problem?.message).toContain('neither a contract without constructor arguments nor an interface');
});

test('a contract beyond the limit of Ethereum is refused here already', () => {
  const { result } = compile(
    `contract LargeAbi { function f() external pure returns (bytes memory) { return hex"${'5b'.repeat(24_576)}"; } }`,
  );
  expect(result).toMatchObject({
    status: 'failed',
    diagnostics: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('24576') })]),
  });
});
