import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { ConverterStatus } from '../network.ts';
import type { NetworkPreset } from '../presets.ts';
import { routerAbi } from './contracts.ts';
import { findConverter, reserveOf } from './converter.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { Contracts } from './ethereum-context.ts';
import type { ValidatorApi } from './validator-api.ts';

/** Which contracts a network has, and who its validators are. Asked for once; what failed is asked again. */
export class RouterFacts {
  readonly #parts: RouterFactsParts;
  #contracts: Promise<Contracts> | undefined;
  #validators: Promise<Hex[]> | undefined;
  /** What is known without asking. */
  known: { contracts?: Contracts; validators: Hex[]; converter?: ConverterStatus } = { validators: [] };

  constructor(parts: RouterFactsParts) {
    this.#parts = parts;
  }

  /** @throws AppError `NO_ROUTER`, `NO_CONVERTER` when there is none at that address, and what RPC and validator fail with */
  readonly contracts = (): Promise<Contracts> => {
    this.#contracts ??= this.#findContracts().catch((error) => {
      this.#contracts = undefined;
      throw error;
    });
    return this.#contracts;
  };

  /** Of the current era, lower case. @param fresh asked for anew */
  readonly validators = (fresh = false): Promise<Hex[]> => {
    if (fresh) this.#validators = undefined;
    this.#validators ??= this.#readValidators().catch((error) => {
      this.#validators = undefined;
      throw error;
    });
    return this.#validators;
  };

  /** Looks what the converter has left. */
  async readConverter(): Promise<void> {
    const { wvara, converter } = await this.contracts();
    if (!converter) return;
    const reserve = await reserveOf(this.#parts.client, { wvara, address: converter.address });
    this.known.converter = { ...converter, reserve };
  }

  /** The Router as the preset or, on a development network, the node has it, and what it names. */
  async #findContracts(): Promise<Contracts> {
    const { preset, client, api } = this.#parts;
    const router = (preset.router ?? (await api.router())).toLowerCase() as Hex;
    const code = await client.getCode({ address: router });
    if (!code || code === '0x') throw noRouter(preset, router);
    const contract = { address: router, abi: routerAbi } as const;
    const [wvara, genesis] = await Promise.all([
      client.readContract({ ...contract, functionName: 'wrappedVara' }),
      client.readContract({ ...contract, functionName: 'genesisBlockHash' }),
    ]);
    // A node that tells the Router is one of a development network, and tells the converter too.
    const address = preset.converter ?? (preset.router ? undefined : await api.converter());
    const converter = address && (await findConverter(client, { address, router, network: preset.name }));
    this.known.contracts = { router, wvara: wvara.toLowerCase() as Hex, genesis, ...(converter && { converter }) };
    return this.known.contracts;
  }

  async #readValidators(): Promise<Hex[]> {
    const { router } = await this.contracts();
    const { client } = this.#parts;
    const validators = await client.readContract({ address: router, abi: routerAbi, functionName: 'validators' });
    this.known.validators = validators.map((address) => address.toLowerCase() as Hex);
    return this.known.validators;
  }
}

export interface RouterFactsParts {
  preset: NetworkPreset;
  client: EthereumClient;
  api: ValidatorApi;
}

function noRouter({ name }: NetworkPreset, router: Hex): AppError {
  return new AppError({
    code: 'NO_ROUTER',
    shortMessage: `${name} has no Router at ${router}`,
    details: 'There is no contract at that address on the chain that the RPC answers for.',
    hint: 'Check that the RPC in the settings belongs to this network.',
  });
}
