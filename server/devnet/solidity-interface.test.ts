import { readFileSync } from 'node:fs';
import { type Abi, encodeFunctionData, parseAbi, parseEventLogs, zeroAddress, zeroHash } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSolidity } from '../../src/build/solidity/compile-solidity.ts';
import { deployContract } from '../../src/network/ethereum/actions/deploy-contract.ts';
import { createLocalNetwork } from '../../src/network/local/create-local-network.ts';
import type { MessageRecord } from '../../src/network/network.ts';
import { MIRROR_ABI } from '../../src/protocol/contract-abi.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../src/shared/hex.ts';
import { type ContractsOnAnvil, routerAbi, startContractsOnAnvil } from './fixtures/contracts-on-anvil.ts';

const root = new URL('../../', import.meta.url);
const wasm = readFileSync(new URL('public/templates/counter/program.wasm', root));
const mirrorAbi = parseAbi(MIRROR_ABI);
/** Where ERC-1967 keeps the implementation, and explorers look for it. */
const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';

let contracts: ContractsOnAnvil;
let abi: Abi;
let abiInterface: Hex;
let program: Hex;

beforeAll(async () => {
  contracts = await startContractsOnAnvil();
  const { wallet, router, included } = contracts;
  const solidity = readFileSync(new URL('public/templates/counter/program.sol', root), 'utf8');
  const result = await compileSolidity(solidity);
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  abi = result.abiContract.abi as Abi;
  abiInterface = (await deployContract(contracts, result.abiContract.bytecode)).address;
  const codeId = await contracts.validateCode(wasm);
  const args = [codeId, zeroHash, zeroAddress, abiInterface] as const;
  const { logs } = await included(
    await wallet.writeContract({
      address: router,
      abi: routerAbi,
      functionName: 'createProgramWithAbiInterface',
      args,
    }),
  );
  const [created] = parseEventLogs({ abi: routerAbi, logs, eventName: 'ProgramCreated' });
  if (!created) throw new Error('No program was created');
  program = created.args.actorId.toLowerCase() as Hex;
});

afterAll(() => contracts?.stop());

/** Calls a function of the Solidity interface at the Mirror's address; gives what the Mirror asks the validators for. */
async function call(functionName: string, args: unknown[], value = 0n) {
  const { wallet, included } = contracts;
  const { logs } = await included(
    await wallet.writeContract({ address: program, abi, functionName, args, value, account: wallet.account }),
  );
  const requests = parseEventLogs({ abi: mirrorAbi, logs });
  expect(requests).toMatchObject([{ eventName: 'MessageQueueingRequested', address: program }]);
  return (requests[0] as (typeof requests)[0] & { eventName: 'MessageQueueingRequested' }).args;
}

test('explorers find the interface where they look for the implementation of a proxy', async () => {
  const slot = await contracts.ethereum.getStorageAt({ address: program, slot: IMPLEMENTATION_SLOT });
  expect(slot).toBe(`0x${'00'.repeat(12)}${abiInterface.slice(2)}`);
  const code = await contracts.ethereum.getCode({ address: abiInterface });
  expect(code).toMatch(/64736f6c63430008250033$/);
});

test('a call at the program becomes a message that the program understands', async () => {
  const { ethereum, wallet } = contracts;
  const start = { address: program, abi, functionName: 'create', args: [false, 5], account: wallet.account };
  const { result: messageId } = await ethereum.simulateContract(start);
  const create = await call('create', [false, 5]);
  expect(create).toMatchObject({
    id: messageId,
    source: wallet.account.address,
    payload: encodeFunctionData({ abi, functionName: 'create', args: [false, 5] }),
    value: 0n,
    callReply: false,
  });
  const add = await call('counterAdd', [false, 7]);
  const addAndCall = await call('counterAdd', [true, 1], 3n);
  expect(addAndCall).toMatchObject({ value: 3n, callReply: true });
  const addAndCallWithoutValue = await call('counterAdd', [true, 1]);

  const payloads = [create, add, addAndCall, addAndCallWithoutValue].map(({ payload, value }) => ({ payload, value }));
  const [created, added, refused, called] = await runLocally(payloads);
  expect(created?.reply?.codeText).toBe('Success(Auto)');
  expect(answer(added)).toBe(`0x${(12).toString(16).padStart(64, '0')}`);
  // The function is not payable, which the Mirror does not know.
  expect(refused?.reply?.codeText).toBe('Error(Execution(UserspacePanic))');
  const reply = parseAbi(['function replyOn_counterAdd(bytes32 messageId, uint32 reply)']);
  expect(answer(called)).toBe(
    encodeFunctionData({ abi: reply, functionName: 'replyOn_counterAdd', args: [called?.id as Hex, 13] }),
  );
});

test('a call too short for the flag, and any call at a program without interface, is refused', async () => {
  const { ethereum, wallet, router, included } = contracts;
  const codeId = await ethereum.readContract({
    address: router,
    abi: routerAbi,
    functionName: 'programCodeId',
    args: [program],
  });
  const args = [codeId, `0x${'01'.repeat(32)}`, zeroAddress] as const;
  const { logs } = await included(
    await wallet.writeContract({ address: router, abi: routerAbi, functionName: 'createProgram', args }),
  );
  const [created] = parseEventLogs({ abi: routerAbi, logs, eventName: 'ProgramCreated' });
  const data = encodeFunctionData({ abi, functionName: 'create', args: [false, 5] });
  const invalidFallbackCall = '0x99dd405f';
  const refusal = expect.objectContaining({ data: invalidFallbackCall });
  const from = wallet.account.address;
  const isRefused = async (to: Hex, data: Hex) => {
    const error = await ethereum.call({ account: from, to, data }).then(
      () => undefined,
      (error) => error.walk((cause: unknown) => (cause as { data?: unknown }).data !== undefined),
    );
    expect(error).toEqual(refusal);
  };
  await isRefused(created?.args.actorId as Hex, data);
  await isRefused(program, '0x12345678');
});

function answer(message: MessageRecord | undefined): Hex | undefined {
  return message?.reply && bytesToHex(message.reply.payload);
}

/** What the same program on the real runtime makes of the messages, one after the other. */
async function runLocally(messages: { payload: Hex; value: bigint }[]): Promise<(MessageRecord | undefined)[]> {
  const module = WebAssembly.compile(readFileSync(new URL('public/engine/engine.wasm', root)));
  const network = createLocalNetwork({ module, executors: 1, blockTime: 0 });
  try {
    const { codeId } = await network.uploadCode(wasm);
    const { program } = await network.createProgram({ codeId });
    await network.topUpExecutableBalance(program, 10n ** 13n);
    const answers: (MessageRecord | undefined)[] = [];
    for (const { payload, value } of messages) {
      const answered = new Promise<void>((done) => {
        const end = network.subscribe((event) => {
          if (event.type !== 'message' || !event.message.reply) return;
          end();
          done();
        });
      });
      const { id } = await network.sendMessage({ program, payload: hexToBytes(payload), value, route: 'canonical' });
      await answered;
      answers.push((await network.getMessages()).find((message) => message.id === id));
    }
    return answers;
  } finally {
    network.close();
  }
}
