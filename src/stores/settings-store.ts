import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { MessageRoute, NetworkId } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';

/** A network with Ethereum behind it. */
export type EthereumNetworkId = Exclude<NetworkId, 'local'>;

/** Own addresses of a network's nodes; what is absent is as the preset has it. */
export interface Endpoints {
  /** Ethereum's JSON-RPC, http or https. */
  ethereumRpc?: string;
  /** A validator's JSON-RPC, ws or wss. */
  validatorRpc?: string;
  /** Address of a converter that somebody put there (docs/conversion.md). */
  converter?: Hex;
}

interface Settings {
  theme: Theme;
  /** px, of the code. */
  fontSize: number;
  /** By which way messages are sent. */
  route: MessageRoute;
  /** The network that everything is shown of and sent to. */
  network: NetworkId;
  endpoints: Partial<Record<EthereumNetworkId, Endpoints>>;
  setTheme: (theme: Theme) => void;
  setFontSize: (fontSize: number) => void;
  setRoute: (route: MessageRoute) => void;
}

/** What a person prefers, apart from any project. Kept in localStorage, so that the first paint has the right theme. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      theme: 'system',
      fontSize: 13,
      route: 'canonical',
      network: 'local',
      endpoints: {},
      setTheme: (theme) => set({ theme }),
      setFontSize: (fontSize) => set({ fontSize }),
      setRoute: (route) => set({ route }),
    }),
    { name: 'gear-exe.settings' },
  ),
);
