// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import {
  forgetLocalPrograms,
  keepSelection,
  notePlaces,
  placesOfCode,
  rememberCode,
  selectProgram,
  swapSelection,
  useProgramStore,
} from './program-store.ts';

const here = `0x${'11'.repeat(20)}` as const;
const there = `0x${'22'.repeat(20)}` as const;
const codeId = `0x${'cc'.repeat(32)}` as const;

beforeEach(() => useProgramStore.setState({ selected: null, selectedOn: {}, places: {}, labels: {}, codes: {} }));

test('each network keeps what was selected on it', () => {
  selectProgram(here);
  swapSelection('local', 'devnet');
  expect(useProgramStore.getState().selected).toBeNull();
  selectProgram(there);
  swapSelection('devnet', 'local');
  expect(useProgramStore.getState().selected).toBe(here);
  swapSelection('local', 'devnet');
  expect(useProgramStore.getState().selected).toBe(there);
  keepSelection('local', there);
  swapSelection('devnet', 'local');
  expect(useProgramStore.getState().selected).toBe(there);
});

test('one code may be on several networks', () => {
  notePlaces('local', [{ program: here, codeId }]);
  notePlaces('devnet', [
    { program: there, codeId },
    { program: here, codeId: `0x${'dd'.repeat(32)}` },
  ]);
  expect(placesOfCode(useProgramStore.getState().places, codeId)).toEqual([
    { network: 'local', program: here },
    { network: 'devnet', program: there },
  ]);
});

test('a reset of the local network forgets its programs, and no others', () => {
  notePlaces('local', [{ program: here, codeId }]);
  notePlaces('devnet', [{ program: there, codeId }]);
  useProgramStore.setState({ labels: { [here]: 'counter', [there]: 'counter 2' } });
  forgetLocalPrograms();
  expect(useProgramStore.getState()).toMatchObject({
    labels: { [there]: 'counter 2' },
    places: { devnet: { [there]: codeId } },
  });
  expect(useProgramStore.getState().labels[here]).toBeUndefined();
  expect(useProgramStore.getState().places.local).toBeUndefined();
});

test('an interface that is known is not forgotten by a deployment without', () => {
  rememberCode(codeId, { name: 'counter', idl: 'service', solidity: 'interface' });
  rememberCode(codeId, { name: 'other' });
  expect(useProgramStore.getState().codes[codeId]).toEqual({ name: 'other', idl: 'service', solidity: 'interface' });
});
