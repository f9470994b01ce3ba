import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { keepSelection } from '../../stores/program-store.ts';
import { openNetwork, selectNetwork } from '../networks.ts';
import type { Services } from '../services.ts';
import { rememberExport } from './remember-export.ts';

/**
 * Takes a program with its code and state to the local network, where it can be tried without any cost, and shows it there.
 * @param tell is told what is being done, a few words each time
 * @throws AppError what `exportProgram` and `forkProgram` throw
 */
export async function forkIntoLocal(
  services: Services,
  network: Network,
  program: Hex,
  tell: (step: string) => void,
): Promise<void> {
  tell(`Reading its code and state from ${network.info.name}…`);
  const exported = await network.exportProgram(program);
  rememberExport(exported);
  tell('Starting it on the local network…');
  const { controls } = await openNetwork(services, 'local');
  if (!controls) throw new AppError({ code: 'NO_CONTROLS', shortMessage: 'The local network takes no programs' });
  await controls.forkProgram(exported);
  keepSelection('local', program);
  await selectNetwork(services, 'local');
}
