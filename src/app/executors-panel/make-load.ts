import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { parseIdlText } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import type { Services } from '../services.ts';
import type { Load } from './load.ts';
import { type Recipe, readyMadeLoad } from './ready-made-load.ts';
import { replayablePart, sessionLoad } from './session-load.ts';

/** The session that is shown, as a load. Its network is only read. @throws AppError of `exportProgram` */
export async function makeSessionLoad(times: number, labelOf: (program: Hex) => string): Promise<Load> {
  const { network, programs, messages, ledger } = useNetwork.getState();
  if (!network) throw new AppError({ code: 'NOT_STARTED', shortMessage: 'The network is not running yet' });
  const part = replayablePart({ programs, messages, ledger });
  const codes = new Map<Hex, Uint8Array>();
  for (const { program, codeId } of part.programs) {
    if (!codes.has(codeId)) codes.set(codeId, (await network.exportProgram(program)).wasm);
  }
  return sessionLoad(part, { ledger, codes, times, labelOf });
}

/** @throws AppError `TEMPLATE_UNAVAILABLE` */
export async function makeReadyMadeLoad(
  services: Services,
  recipe: Recipe,
  size: { programs: number; messages: number },
): Promise<Load> {
  const template = (await services.templates.list()).find(({ id }) => id === recipe.template);
  const artifact = template && (await services.templates.load(template)).artifact;
  if (artifact?.idl === undefined) {
    throw new AppError({
      code: 'TEMPLATE_UNAVAILABLE',
      shortMessage: `There is no template ${recipe.template} with an interface`,
      hint: 'Reload the page. On your own machine, run `npm run setup`, which builds the templates.',
    });
  }
  const parser = useProgramStore.getState().parser ?? (await services.loadIdlParser());
  return readyMadeLoad({ recipe, wasm: artifact.wasm, idl: parseIdlText(parser, artifact.idl), ...size });
}
