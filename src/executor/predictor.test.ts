import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { startNetwork } from '../network/local/fixtures/start-network.ts';
import { referenceBlock } from '../network/local/simulated-ethereum.ts';
import type { ProgramExport, SendMessageParameters } from '../network/network.ts';
import { canonicalMessageId } from '../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import { engineModule } from './fixtures/engine-module.ts';
import { bytes, call, text } from './fixtures/toolbox.ts';
import type { MessageToPredict } from './predict-message.ts';
import { Predictor, type PredictorParameters } from './predictor.ts';

const SALT: Hex = `0x${'5a'.repeat(32)}`;
const ELSEWHERE: Hex = `0x${'77'.repeat(20)}`;

type Started = Awaited<ReturnType<typeof startNetwork>>;
const started: { stop(): void }[] = [];
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  for (const { stop } of started.splice(0)) stop();
});

async function chain() {
  const network = await startNetwork({ executors: 1 });
  started.push(network);
  return { ...network, program: await network.deploy() };
}

function predictorOf(parameters: Partial<PredictorParameters> = {}): Predictor {
  const predictor = new Predictor({ module: engineModule(), ...parameters });
  started.push({ stop: () => predictor.terminate() });
  return predictor;
}

/** A node that has the export's blobs. `loads` grows with every blob that it is asked for. */
function nodeWith(exported: ProgramExport) {
  const loads: Hex[] = [];
  const load = async (hash: Hex) => {
    loads.push(hash);
    const blob = hash === exported.codeId ? exported.wasm : exported.blobs.get(hash);
    if (!blob) throw new RangeError(`The node has no blob ${hash}`);
    return blob;
  };
  return { load, loads };
}

/** Where the network's next message to the program will run. */
async function nextMessage({ network }: Started, program: Hex) {
  const { account, ethereum, programs } = network.chain.state;
  const exported = await network.exportProgram(program);
  const { codeId, stateHash, height, timestamp } = exported;
  const id = canonicalMessageId(program, programs.get(program)?.nonce ?? 0);
  const about = { program, codeId, stateHash, height, timestamp };
  return { exported, about, id, source: account.address, referenceBlock: referenceBlock(ethereum).hash };
}

/** Predicts a message, then sends it. */
async function both(
  predictor: Predictor,
  network: Started,
  program: Hex,
  rest: Omit<SendMessageParameters, 'program'>,
) {
  const { exported, about, id, source, referenceBlock } = await nextMessage(network, program);
  const { payload, value, route } = rest;
  const body = { source, payload, value };
  const message: MessageToPredict =
    route === 'canonical' ? { route, id, ...body } : { route, ...body, salt: SALT, referenceBlock };
  const { load } = nodeWith(exported);
  const predicted = await predictor.predict({ ...about, load, message });

  const random = vi.spyOn(crypto, 'getRandomValues');
  random.mockImplementation((array) => {
    new Uint8Array(array.buffer as ArrayBuffer).fill(0x5a);
    return array;
  });
  const record = await network.send(program, payload, rest);
  random.mockRestore();
  return { predicted, record };
}

test('a prediction is what then happens, to the gas and the state hash', async () => {
  const predictor = predictorOf();
  const network = await chain();
  const { program } = network;
  await network.network.topUpFreeBalance(program, 1000n);
  const payloads = [
    call.reply(bytes('hello')),
    call.panic('no'),
    call.debug('printed'),
    call.wait(bytes('later')),
    call.send(ELSEWHERE, 5n, bytes('mail')),
    call.send(ELSEWHERE, 0n, bytes('late mail'), 3),
    call.send(program, 0n, call.reply(bytes('to itself'))),
    call.spin(),
  ];
  for (const route of ['canonical', 'injected'] as const) {
    for (const payload of payloads) {
      const value = route === 'canonical' ? 7n : 0n;
      const { predicted, record } = await both(predictor, network, program, { payload, value, route });
      const { execution, reply, outgoing } = record;
      expect(predicted, `${route} ${payload[0]}`).toMatchObject({
        status: 'predicted',
        messageId: record.id,
        outcome: execution?.outcome,
        outgoing,
        gasBurned: execution?.gasBurned,
        charged: execution?.charged,
        stateHashAfter: (await network.network.followProgram(program)).stateHash,
        isComplete: true,
      });
      if (predicted.status === 'predicted') expect(predicted.reply).toEqual(reply);
      await network.network.advance(2);
      if (route === 'canonical') await network.network.topUpExecutableBalance(program, 100n * 10n ** 12n);
    }
    // What the last one burnt would leave injected messages waiting.
    await network.network.topUpExecutableBalance(program, 100n * 10n ** 12n);
  }
});

test('an init message is predicted too, and an injected one before it is not possible', async () => {
  const predictor = predictorOf();
  const network = await chain();
  const { codeId } = await network.network.exportProgram(network.program);
  const { program } = await network.network.createProgram({ codeId });
  await network.network.topUpExecutableBalance(program, 10n ** 14n);
  const { exported, about, source, referenceBlock } = await nextMessage(network, program);
  const message = { route: 'injected', source, payload: bytes(''), value: 0n, salt: SALT, referenceBlock } as const;
  const early = await predictor.predict({ ...about, ...nodeWith(exported), message });
  expect(early).toMatchObject({ status: 'unavailable', reason: expect.stringContaining('not initialised') });

  const init = { payload: bytes(''), value: 0n, route: 'canonical' } as const;
  const { predicted, record } = await both(predictor, network, program, init);
  expect(predicted).toMatchObject({ gasBurned: record.execution?.gasBurned, reply: record.reply });
});

test('what was loaded or came out of a prediction is not loaded again', async () => {
  const predictor = predictorOf();
  const network = await chain();
  const { exported, about, id, source } = await nextMessage(network, network.program);
  const { load, loads } = nodeWith(exported);
  const predict = async (stateHash: Hex, word: string) => {
    const message = { route: 'canonical', id, source, payload: call.reply(bytes(word)), value: 0n } as const;
    const prediction = await predictor.predict({ ...about, stateHash, load, message });
    if (prediction.status !== 'predicted') throw new Error(prediction.reason);
    return prediction;
  };
  const first = await predict(exported.stateHash, 'first');
  expect(new Set(loads)).toEqual(new Set([exported.codeId, ...exported.blobs.keys()]));
  expect(loads).toHaveLength(1 + exported.blobs.size);
  const second = await predict(first.stateHashAfter, 'second');
  expect(text(second.reply?.payload)).toBe('second');
  expect(await predict(exported.stateHash, 'first')).toEqual({ ...first, duration: expect.any(Number) });
  expect(loads).toHaveLength(1 + exported.blobs.size);
});

test('a message to another program makes the prediction incomplete', async () => {
  const predictor = predictorOf();
  const network = await chain();
  const { exported, about, id, source } = await nextMessage(network, network.program);
  const message = { route: 'canonical', id, source, payload: call.send(ELSEWHERE, 0n, bytes('x')), value: 0n } as const;
  const predict = (isProgram: (address: Hex) => boolean) =>
    predictor.predict({ ...about, ...nodeWith(exported), message, isProgram });
  expect(await predict((address) => address === ELSEWHERE)).toMatchObject({ isComplete: false });
  expect(await predict(() => false)).toMatchObject({ isComplete: true, outgoing: [{ destination: ELSEWHERE }] });
});

test('with little room for states it loads again what it dropped', async () => {
  const predictor = predictorOf({ room: 20_000 });
  const network = await chain();
  const programs = [network.program, await network.deploy(), await network.deploy()];
  for (let round = 0; round < 2; round++) {
    for (const program of programs) {
      const rest = { payload: call.reply(bytes(`${round}`)), value: 0n, route: 'canonical' } as const;
      const { predicted, record } = await both(predictor, network, program, rest);
      expect(predicted).toMatchObject({ stateHashAfter: record.execution?.stateHashAfter });
    }
  }
});

test('what a node makes up is not believed, and costs the predictor nothing', async () => {
  const predictor = predictorOf();
  const network = await chain();
  await network.send(network.program, call.wait(bytes('waits')));
  const { exported, about, id, source } = await nextMessage(network, network.program);
  const message = { route: 'canonical', id, source, payload: call.reply(bytes('true')), value: 0n } as const;
  const { load } = nodeWith(exported);
  for (const forged of [exported.codeId, ...exported.blobs.keys()]) {
    const lie = async (hash: Hex) => (hash === forged ? new Uint8Array(32) : load(hash));
    const prediction = predictor.predict({ ...about, load: lie, message });
    // Once the true one is there, nobody asks again.
    await expect(prediction).rejects.toMatchObject({ code: 'BLOB_FORGED' });
  }
  const [page] = (await network.network.getProgram(network.program)).pages;
  const wrong = predictor.predict({ ...about, stateHash: page?.hash as Hex, load, message });
  await expect(wrong).rejects.toMatchObject({ code: 'BROKEN_STATE' });
  const silent = predictor.predict({ ...about, stateHash: `0x${'01'.repeat(32)}`, load, message });
  await expect(silent).rejects.toThrow('The node has no blob');
  expect(await predictor.predict({ ...about, load, message })).toMatchObject({ status: 'predicted' });
});

test('a state is asked without a trace, whoever pays for nothing', async () => {
  const predictor = predictorOf();
  const network = await chain();
  const { exported, about, source } = await nextMessage(network, network.program);
  const { load, loads } = nodeWith(exported);
  const question = { ...about, load, source, value: 0n };
  const answer = await predictor.calculateReply({ ...question, payload: call.reply(bytes('asked')) });
  const here = await network.network.calculateReply({
    program: network.program,
    payload: call.reply(bytes('asked')),
    value: 0n,
  });
  if (answer.status !== 'replied') throw new Error(answer.reason);
  expect(answer.reply.payload).toBe(bytesToHex(here.reply.payload));
  expect(answer.gasBurned).toBe(here.gasBurned);
  const { length } = loads;
  expect(await predictor.calculateReply({ ...question, payload: call.wait(bytes('')) })).toMatchObject({
    status: 'noReply',
  });
  expect(await predictor.calculateReply({ ...question, payload: call.reply(bytes('asked')) })).toEqual(answer);
  expect(loads).toHaveLength(length);
});
