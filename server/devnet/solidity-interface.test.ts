import { readFileSync } from 'node:fs';
import {
  type Abi,
  type BaseError,
  encodeFunctionData,
  parseAbi,
  parseEventLogs,
  toFunctionSelector,
  zeroAddress,
  zeroHash,
} from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSolidity } from '../../src/build/solidity/compile-solidity.ts';
import { builtEngine } from '../../src/executor/built-engine.ts';
import { deployContract } from '../../src/network/ethereum/actions/deploy-contract.ts';
import { mirrorAbi, routerAbi } from '../../src/network/ethereum/contracts.ts';
import { createLocalNetwork } from '../../src/network/local/create-local-network.ts';
import type { MessageRecord } from '../../src/network/network.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../src/shared/hex.ts';
import { type ContractsOnAnvil, startContractsOnAnvil, user } from './fixtures/contracts-on-anvil.ts';

const root = new URL('../../', import.meta.url);
const wasm = readFileSync(new URL('public/templates/counter/program.wasm', root));
/** Where ERC-1967 keeps the implementation, and explorers look for it. */
const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';

let contracts: ContractsOnAnvil;
let abi: Abi;
let abiInterface: Hex;
let program: Hex;

beforeAll(async () => {
  contracts = await startContractsOnAnvil();
  const solidity = readFileSync(new URL('public/templates/counter/program.sol', root), 'utf8');
  const result = await compileSolidity(solidity);
  if (result.status === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  abi = result.abiContract.abi as Abi;
  abiInterface = (await deployContract({ session: contracts }, result.abiContract.bytecode)).address;
  const codeId = await contracts.validateCode(wasm);
  program = await createProgram('createProgramWithAbiInterface', [codeId, zeroHash, zeroAddress, abiInterface]);
}, 60_000);

afterAll(() => contracts?.stop());

async function createProgram(functionName: string, args: unknown[]): Promise<Hex> {
  const data = encodeFunctionData({ abi: routerAbi as Abi, functionName, args });
  const { logs } = await contracts.send({ to: contracts.router, data });
  const [created] = parseEventLogs({ abi: routerAbi, logs, eventName: 'ProgramCreated' });
  if (!created) throw new Error('No program was created');
  return created.args.actorId.toLowerCase() as Hex;
}

/** Calls a function of the Solidity interface at the Mirror's address; gives what the Mirror asks the validators for. */
async function call(functionName: string, args: unknown[], value = 0n) {
  const data = encodeFunctionData({ abi, functionName, args });
  const { logs } = await contracts.send({ to: program, data, value });
  const requests = parseEventLogs({ abi: mirrorAbi, logs, eventName: 'MessageQueueingRequested' });
  expect(requests.map(({ address }) => address.toLowerCase())).toEqual([program]);
  expect(logs).toHaveLength(1);
  return (requests[0] as (typeof requests)[number]).args;
}

test('explorers find the interface where they look for the implementation of a proxy', async () => {
  const slot = await contracts.client.getStorageAt({ address: program, slot: IMPLEMENTATION_SLOT });
  expect(slot).toBe(`0x${'00'.repeat(12)}${abiInterface.slice(2)}`);
  const code = await contracts.client.getCode({ address: abiInterface });
  expect(code).toMatch(/64736f6c63430008250033$/);
});

test('a call at the program becomes a message that the program understands', async () => {
  const start = { address: program, abi, functionName: 'create', args: [false, 5], account: user };
  const { result: messageId } = await contracts.client.simulateContract(start);
  const create = await call('create', [false, 5]);
  expect(create).toMatchObject({
    id: messageId,
    source: user.address,
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
  const { client, router } = contracts;
  const where = { address: router, abi: routerAbi } as const;
  const codeId = await client.readContract({ ...where, functionName: 'programCodeId', args: [program] });
  const plain = await createProgram('createProgram', [codeId, zeroHash, zeroAddress]);
  const data = encodeFunctionData({ abi, functionName: 'create', args: [false, 5] });
  const refusal = toFunctionSelector('InvalidFallbackCall()');
  for (const call of [
    { to: plain, data },
    { to: program, data: '0x12345678' as const },
  ]) {
    const failure = client.call({ account: user, ...call }).catch((error) => revertData(error));
    expect(await failure).toBe(refusal);
  }
});

function revertData(error: BaseError): unknown {
  return (error.walk((cause) => (cause as { data?: unknown }).data !== undefined) as { data?: unknown } | null)?.data;
}

function answer(message: MessageRecord | undefined): Hex | undefined {
  return message?.reply && bytesToHex(message.reply.payload);
}

/** What the same program on the real runtime makes of the messages, one after the other. */
async function runLocally(messages: { payload: Hex; value: bigint }[]): Promise<(MessageRecord | undefined)[]> {
  const network = createLocalNetwork({ module: builtEngine(), executors: 1, blockTime: 0 });
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
