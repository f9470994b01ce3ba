import { create } from 'zustand';
import type { Hex } from '../shared/hex.ts';
import type { EthereumNetworkId } from './settings-store.ts';

interface WalletState {
  /** null until a network on Ethereum is chosen: nothing asks for a wallet before. */
  actions: WalletActions | null;
  /** 20 bytes, lower case; null while no wallet is connected. */
  address: Hex | null;
  /** The chain that the wallet is on (EIP-155); null while none is connected. */
  chainId: number | null;
  /** What the wallet calls itself. */
  name: string | null;
}

export interface WalletActions {
  /** Opens the choice of wallets. */
  connect(): void;
  disconnect(): Promise<void>;
  /**
   * Asks the wallet to go to the network's chain, and to add the chain where the wallet does not know it.
   * @throws AppError `USER_REJECTED`, `WALLET_FAILED`
   */
  switchTo(network: EthereumNetworkId): Promise<void>;
}

/** The wallet as the interface sees it. What signs is behind `network/wallet.ts`. */
export const useWallet = create<WalletState>()(() => ({ actions: null, address: null, chainId: null, name: null }));
