// @vitest-environment happy-dom
import 'fake-indexeddb/auto';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Network, NetworkStatus, ProgramSummary, SendMessageParameters } from '../../network/network.ts';
import { loadParser } from '../../program/test-vectors/parser.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import { ConverterFacts } from './converter-facts.tsx';

const program: ProgramSummary = {
  program: `0x${'12'.repeat(20)}`,
  codeId: `0x${'34'.repeat(32)}`,
  status: 'active',
  stateHash: `0x${'56'.repeat(32)}`,
  executableBalance: 0n,
  freeBalance: 5n,
};
const address: Hex = `0x${'78'.repeat(20)}`;
const status: NetworkStatus = {
  height: 1,
  timestamp: 1,
  executors: [],
  executorsEarnings: 0n,
  validators: [],
  connection: { state: 'connected' },
};
const converter = { address, weiPerUnit: 100n, reserve: 7n * 10n ** 12n };
const built = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../build/programs', `${name}.idl`), 'utf8');

beforeAll(async () => useProgramStore.setState({ parser: await loadParser() }));
beforeEach(() => useNetwork.setState({ programs: new Map([[program.program, program]]), status }));
afterEach(() => {
  cleanup();
  useProgramStore.setState({ selected: null, codes: {} });
});

function choose(name: string): void {
  useProgramStore.setState({ selected: program.program, codes: { [program.codeId]: { idl: built(name), name } } });
}

test('a network without a converter says so', () => {
  render(<ConverterFacts />);
  expect(screen.getByText(/None is known on this network/)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('the converter asks the chosen program by the call of a contract', async () => {
  const sendMessage = vi.fn(async (_parameters: SendMessageParameters) => ({ id: '0x01' as Hex }));
  useNetwork.setState({ status: { ...status, converter }, network: { sendMessage } as Partial<Network> as Network });
  choose('self-funding');
  render(<ConverterFacts />);
  expect(screen.getByText('7 WVARA')).toBeTruthy();
  expect(screen.getByText('0.0001 ETH')).toBeTruthy();
  screen.getByRole('button', { name: 'Convert by Refill' }).click();
  const [[sent] = []] = sendMessage.mock.calls;
  expect(sent).toMatchObject({ program: program.program, value: 0n, route: 'canonical', byConverter: true });
  expect(sent && bytesToHex(sent.payload)).toMatch(/^0x[0-9a-f]{8}0{63}1$/);
});

test('a program that cannot be asked is told as such', () => {
  useNetwork.setState({ status: { ...status, converter } });
  render(<ConverterFacts />);
  expect(screen.getByText(/Choose a program/)).toBeTruthy();
  cleanup();
  choose('counter');
  render(<ConverterFacts />);
  expect(screen.getByText(/no function without arguments/)).toBeTruthy();
});
