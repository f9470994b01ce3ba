import type { Hex } from '../shared/hex.ts';
import type { NetworkId } from './network.ts';

/** A network with Ethereum behind it: where its contracts and nodes are. */
export interface NetworkPreset {
  id: Exclude<NetworkId, 'local'>;
  name: string;
  /** EIP-155 */
  chainId: number;
  /** Ethereum's JSON-RPC over HTTP; several are tried in order. */
  ethereumRpcs: string[];
  /** JSON-RPC of validators over WebSocket; several are tried in order. */
  validatorRpcs: string[];
  /** null: the node tells it (`routerAddress`). */
  router: Hex | null;
  /** The playground's own contract (docs/conversion.md), where there is one; null: whoever tells the Router tells it too, else there is none. */
  converter: Hex | null;
  /** Without a slash at the end; null: there is none. */
  explorer: string | null;
  faucetPage: string | null;
  /** Whether the node has methods of a development network: a faucet, and a relayer that uploads codes. */
  isDevelopment: boolean;
  /** s between Ethereum blocks. */
  blockTime: number;
}

const devnet: NetworkPreset = {
  id: 'devnet',
  name: 'Devnet',
  chainId: 31_337,
  ethereumRpcs: ['http://127.0.0.1:8545'],
  validatorRpcs: ['ws://127.0.0.1:9944'],
  router: null,
  converter: null,
  explorer: null,
  faucetPage: null,
  isDevelopment: true,
  blockTime: 1,
};

/** Addresses and endpoints as published in the documentation of Gear.exe (Vara.eth). */
const hoodi: NetworkPreset = {
  id: 'hoodi',
  name: 'Hoodi testnet',
  chainId: 560_048,
  ethereumRpcs: ['https://hoodi-reth-rpc.gear-tech.io'],
  validatorRpcs: [1, 2, 3, 4].map((number) => `wss://vara-eth-validator-${number}.gear-tech.io`),
  router: '0xe549b0afeda978271ff7e712232b9f7f39a0b060',
  converter: null,
  explorer: 'https://hoodi.etherscan.io',
  faucetPage: 'https://eth.vara.network/faucet',
  isDevelopment: false,
  blockTime: 12,
};

/** No public RPC comes with it: the wallet's own connection is used, or one that a person enters. */
const ethereum: NetworkPreset = {
  id: 'ethereum',
  name: 'Ethereum',
  chainId: 1,
  ethereumRpcs: [],
  validatorRpcs: [],
  router: '0x9c13fe9242dfe2ba2cd446480a9308279aa74cb6',
  converter: null,
  explorer: 'https://etherscan.io',
  faucetPage: null,
  isDevelopment: false,
  blockTime: 12,
};

export const NETWORK_PRESETS: Record<NetworkPreset['id'], NetworkPreset> = { devnet, hoodi, ethereum };
