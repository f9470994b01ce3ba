import type { LocalNetworkControls, Network, StatePoint } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { shortHex } from '../../shared/units.ts';
import {
  inspectState,
  keepSelection,
  labelProgram,
  selectProgram,
  useProgramStore,
} from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { openNetwork, selectNetwork } from '../networks.ts';
import type { Services } from '../services.ts';
import { rememberExport } from './remember-export.ts';

/** Is told what is being done, a few words each time. */
type Tell = (step: string) => void;

/**
 * Takes a program with its code and state to the local network, where it can be tried without any cost, and shows it there.
 * @throws AppError what `exportProgram` and `forkProgram` throw
 */
export async function forkIntoLocal(services: Services, network: Network, program: Hex, tell: Tell): Promise<void> {
  tell(`Reading its code and state from ${network.info.name}…`);
  const exported = await network.exportProgram(program);
  rememberExport(exported);
  tell('Starting it on the local network…');
  await (await localControls(services)).forkProgram(exported);
  await showOnLocal(services, program);
}

/**
 * Makes a program of its own on the local network out of a state that a program had, and shows it there.
 * @returns its name, e.g. `counter @ 12`
 * @throws AppError what `exportProgram` and `forkProgram` throw
 */
export async function forkFromState(
  services: Services,
  network: Network,
  { program, state }: { program: Hex; state: StatePoint },
  tell: Tell,
): Promise<string> {
  tell('Reading its code and that state…');
  const exported = await network.exportProgram(program, state.stateHash);
  rememberExport(exported);
  tell('Starting a new program with it…');
  const forked = await (await localControls(services)).forkProgram(exported, { newAddress: true });
  const name = useProgramStore.getState().labels[program] ?? shortHex(program);
  const label = labelProgram(forked.program, `${name} @ ${state.height}`);
  await showOnLocal(services, forked.program);
  return label;
}

async function localControls(services: Services): Promise<LocalNetworkControls> {
  const { controls } = await openNetwork(services, 'local');
  if (controls) return controls;
  throw new AppError({ code: 'NO_CONTROLS', shortMessage: 'The local network takes no programs' });
}

async function showOnLocal(services: Services, program: Hex): Promise<void> {
  inspectState(null);
  if (useSettings.getState().network === 'local') return selectProgram(program);
  keepSelection('local', program);
  await selectNetwork(services, 'local');
}
