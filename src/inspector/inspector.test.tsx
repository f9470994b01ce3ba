import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startNetwork } from '../network/local/fixtures/start-network.ts';
import type { Network, NetworkEvent } from '../network/network.ts';
import { encodeCall } from '../program/codec/encode-call.ts';
import type { IdlFunction, ProgramIdl } from '../program/idl.ts';
import { loadParser } from '../program/test-vectors/parser.ts';
import type { Hex } from '../shared/hex.ts';
import { parseIdlText } from '../stores/interfaces.ts';
import { connectNetwork, leaveNetwork } from '../stores/network-store.ts';
import { inspectState, rememberCode, selectProgram, useProgramStore } from '../stores/program-store.ts';
import { Inspector } from './inspector.tsx';

// A document within Node's own environment: the executors are threads of Node, which a browser's environment has not.
await vi.hoisted(async () => {
  const [{ Window }, { populateGlobal }] = await Promise.all([import('happy-dom'), import('vitest/runtime')]);
  const { URL } = globalThis;
  populateGlobal(globalThis, new Window(), { bindFunctions: true });
  globalThis.URL = URL;
});

const COUNTER = join(import.meta.dirname, '../../public/templates/counter');
const listeners = new Set<(event: NetworkEvent) => void>();
let local: Awaited<ReturnType<typeof startNetwork>>;
let network: Network;
let idl: ProgramIdl;
let program: Hex;

const functionOf = (name: string) =>
  [...idl.constructors, ...idl.services.flatMap(({ functions }) => functions)].find(
    (fn) => fn.name === name,
  ) as IdlFunction;
const send = (name: string, ...args: number[]) => local.send(program, encodeCall(functionOf(name), args));

/** A real local network with a counter that came to 5, 12 and 21. */
beforeAll(async () => {
  local = await startNetwork({
    executors: 1,
    onEvent: (event) => listeners.forEach((listener) => void listener(event)),
  });
  network = {
    ...local.network,
    id: 'local',
    info: { id: 'local', name: 'Local', chainId: null, explorer: null, router: null, rpc: null, faucetPage: null },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => {},
  };
  const text = await readFile(join(COUNTER, 'program.idl'), 'utf8');
  const parser = await loadParser();
  useProgramStore.setState({ parser });
  idl = parseIdlText(parser, text);
  const uploaded = await network.uploadCode(new Uint8Array(await readFile(join(COUNTER, 'program.wasm'))));
  rememberCode(uploaded.codeId, { name: 'counter', idl: text });
  ({ program } = await network.createProgram({ codeId: uploaded.codeId, executableBalance: 10n ** 13n }));
  await send('Create', 0);
  for (const amount of [5, 7, 9]) await send('Add', amount);
  await connectNetwork(network, local.network);
  selectProgram(program);
}, 60_000);
afterAll(() => {
  leaveNetwork();
  local?.stop();
});
afterEach(() => {
  cleanup();
  inspectState(null);
});

const fork = vi.fn(async () => {});
const state = (name: RegExp) => screen.findByRole('option', { name });
const answers = async () =>
  within(within(await screen.findByRole('region', { name: 'Answers' })).getByRole('row', { name: /Value/ }))
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);

test('each state is told by what made it, and answers as it did', async () => {
  render(<Inspector fork={fork} />);
  expect((await state(/Add\(9\)/)).getAttribute('aria-selected')).toBe('true');
  const names = screen
    .getAllByRole('option')
    .map(({ textContent }) => /#\d (.*?)(latest · )?height/.exec(textContent ?? '')?.[1]);
  expect(names).toEqual(['Created', 'Top-up of 10 WVARA', 'Create(0)', 'Add(5)', 'Add(7)', 'Add(9)']);
  await waitFor(async () => expect(await answers()).toEqual(['21']));
  fireEvent.keyDown(screen.getByRole('listbox'), { key: 'ArrowLeft' });
  await waitFor(async () => expect(await answers()).toEqual(['12']));
  fireEvent.click(screen.getByRole('button', { name: 'Earlier state' }));
  await waitFor(async () => expect(await answers()).toEqual(['5']));
});

test('two states are compared: balances, answers, pages and bytes', async () => {
  inspectState({ program, at: null, against: 'previous' });
  render(<Inspector fork={fork} />);
  await waitFor(async () => expect(await answers()).toEqual(['12', '21']));
  expect(screen.getByText(/before and after a message/)).toBeDefined();
  expect(screen.getByText('differs')).toBeDefined();
  const balance = within(screen.getByRole('row', { name: /^Executable Balance/ })).getAllByRole('cell');
  expect(balance.at(-1)?.textContent).toMatch(/^−0\.\d+ WVARA$/);
  expect(
    within(screen.getByRole('row', { name: /^Free Balance/ }))
      .getAllByRole('cell')
      .at(-1)?.textContent,
  ).toBe('');
  fireEvent.click(screen.getAllByRole('button', { name: /^Page \d+, changed$/ })[0] as HTMLElement);
  fireEvent.click(await screen.findByRole('button', { name: /changed row/ }));
  expect(screen.getByRole('group', { name: /^Bytes of page/ }).textContent).toMatch(/[0-9a-f]{8}(?:[0-9a-f]{2}){16}/);
});

test('a state that was kept is compared with any other', async () => {
  render(<Inspector fork={fork} />);
  fireEvent.click(await state(/Add\(5\)/));
  await waitFor(async () => expect(await answers()).toEqual(['5']));
  fireEvent.click(screen.getByRole('button', { name: 'Compare with this' }));
  fireEvent.click(screen.getByRole('button', { name: 'Latest state' }));
  await waitFor(async () => expect(await answers()).toEqual(['5', '21']));
  fireEvent.click(screen.getByRole('button', { name: 'End comparison' }));
  await waitFor(async () => expect(await answers()).toEqual(['21']));
});

test('where there is nothing to see, it says why', async () => {
  render(<Inspector fork={fork} />);
  fireEvent.click(await state(/Created/));
  expect(await screen.findByText(/no init message at this point/)).toBeDefined();
  expect(screen.queryByRole('region', { name: 'Answers' })).toBeNull();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Fork here' }).disabled).toBe(true);
});

test('a fork is made of the state that is looked at', async () => {
  render(<Inspector fork={fork} />);
  fireEvent.click(await state(/Add\(7\)/));
  fireEvent.click(await screen.findByRole('button', { name: 'Fork here' }));
  const [, , , , , seventh] = [null, ...(await network.getStates(program))];
  await waitFor(() => expect(fork).toHaveBeenCalledWith({ program, state: seventh }, expect.any(Function)));
});
