import { afterEach, expect, test } from 'vitest';
import { engineModule } from '../../executor/fixtures/engine-module.ts';
import { bytes, call, text, toolbox } from '../../executor/fixtures/toolbox.ts';
import type { NetworkEvent } from '../network.ts';
import { createLocalNetwork, type LocalNetworkClient } from './create-local-network.ts';

const started: LocalNetworkClient[] = [];
afterEach(() => {
  for (const network of started.splice(0)) network.close();
});

test('the network works from within its worker, blocks come by themselves', async () => {
  const network = createLocalNetwork({ module: engineModule(), executors: 2, blockTime: 0 });
  started.push(network);
  const events: NetworkEvent[] = [];
  const unsubscribe = network.subscribe((event) => events.push(event));

  const upload = await network.uploadCode(await toolbox());
  expect(upload.status).toBe('valid');
  const { program } = await network.createProgram({ codeId: upload.codeId });
  await network.topUpExecutableBalance(program, 10n ** 13n);
  await network.sendMessage({ program, payload: new Uint8Array(), value: 0n, route: 'canonical' });
  const { id } = await network.sendMessage({ program, payload: call.reply(bytes('hi')), value: 0n, route: 'injected' });
  const record = (await network.getMessages()).find((message) => message.id === id);
  expect(text(record?.reply?.payload)).toBe('hi');

  const settled = new Promise<void>((resolve) =>
    network.subscribe((event) => {
      if (event.type === 'message' && event.message.id === id && event.message.status === 'settled') resolve();
    }),
  );
  await network.setBlockTime(20);
  await settled;
  expect(await network.getBlockTime()).toBe(20);
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set(['program', 'ledger', 'message', 'account', 'status']),
  );
  unsubscribe();
});

test('errors arrive as they are', async () => {
  const network = createLocalNetwork({ module: engineModule(), executors: 1, blockTime: 0 });
  started.push(network);
  await expect(network.getProgram(`0x${'99'.repeat(20)}`)).rejects.toMatchObject({
    code: 'UNKNOWN_PROGRAM',
    hint: expect.any(String),
  });
});

test('when the engine cannot be had, every call says so', async () => {
  const network = createLocalNetwork({ module: Promise.reject(new Error('404')), executors: 1 });
  started.push(network);
  await expect(network.getStatus()).rejects.toThrow('404');
  await expect(network.getPrograms()).rejects.toThrow('404');
});
