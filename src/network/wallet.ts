import type { InjectedTransaction } from '../protocol/injected-transaction.ts';
import type { Hex } from '../shared/hex.ts';

/** What a network asks of whoever holds the keys. `app/wallet` implements it over wagmi; tests over a private key. */
export interface WalletAccess {
  /** The wallet that is connected now; null: none is. */
  current(): ConnectedWallet | null;
  /** Calls `listener` when another wallet, account or chain is there; the returned function ends it. */
  subscribe(listener: () => void): () => void;
  /**
   * Shows a person in plain fields what the wallet will show as an opaque hash.
   * @throws AppError `USER_REJECTED`
   */
  review(request: SigningRequest): Promise<void>;
}

export interface ConnectedWallet {
  /** 20 bytes, lower case */
  address: Hex;
  /** EIP-1193. Ask it `eth_chainId` before each send: the chain may have changed a moment ago. */
  provider: Eip1193Provider;
}

export interface Eip1193Provider {
  // biome-ignore lint/suspicious/noExplicitAny: what comes back depends on the method; EIP-1193 says no more
  request(request: { method: string; params?: any }): Promise<any>;
}

/** `signingBytes`: the 32 bytes that `personal_sign` gets. */
export interface SigningRequest {
  kind: 'injected';
  network: string;
  transaction: InjectedTransaction;
  signingBytes: Hex;
}
