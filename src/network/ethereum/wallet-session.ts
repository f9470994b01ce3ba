import { createWalletClient, custom, type TransactionReceipt, type TypedDataDefinition } from 'viem';
import type { InjectedTransaction } from '../../protocol/injected-transaction.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { NetworkEvent, WalletTransaction } from '../network.ts';
import type { NetworkPreset } from '../presets.ts';
import type { ConnectedWallet, WalletAccess } from '../wallet.ts';
import { explainContractError } from './contract-errors.ts';
import type { EthereumClient } from './ethereum-client.ts';
import { explainWalletError, insufficientFunds, reverted, wrongChain } from './wallet-errors.ts';

/**
 * Everything that the wallet is asked for. Each request is told by `transaction` events. Invariant: between the look at
 * the wallet's chain and the request nothing else is awaited, so nothing goes to another chain than the preset's.
 */
export class WalletSession {
  readonly #parts: WalletSessionParts;

  constructor(parts: WalletSessionParts) {
    this.#parts = parts;
  }

  /** Undefined while no wallet is connected. */
  get address(): Hex | undefined {
    return this.#parts.access.current()?.address.toLowerCase() as Hex | undefined;
  }

  /** @throws AppError `NO_WALLET` */
  get wallet(): ConnectedWallet {
    const wallet = this.#parts.access.current();
    if (wallet) return { ...wallet, address: wallet.address.toLowerCase() as Hex };
    throw new AppError({
      code: 'NO_WALLET',
      shortMessage: 'No wallet is connected',
      hint: 'Connect a wallet first.',
    });
  }

  /**
   * Sends a transaction and waits until it is in a block. What the contract would refuse is told before the wallet is asked.
   * @throws AppError `NO_WALLET`, `WRONG_CHAIN`, `USER_REJECTED`, `INSUFFICIENT_FUNDS`, `CONTRACT_REFUSED`,
   *   `TRANSACTION_FAILED`, `ETHEREUM_FAILED`
   */
  async send({ title, to, data, value = 0n, onHash }: SendParameters): Promise<TransactionReceipt> {
    const { client } = this.#parts;
    const { address, provider } = this.wallet;
    await this.#checkChain();
    const gas = await this.#estimate({ account: address, value, ...(to && { to }), ...(data && { data }) });
    const request = {
      from: address,
      value: toQuantity(value),
      gas: toQuantity(gas),
      ...(to && { to }),
      ...(data && { data }),
    };
    const hash = await this.#ask<Hex>(title, () =>
      provider.request({ method: 'eth_sendTransaction', params: [request] }),
    );
    onHash?.(hash.value);
    hash.tell({ status: 'pending', hash: hash.value });
    try {
      const receipt = await client.waitForTransactionReceipt({ hash: hash.value, timeout: 15 * 60_000 });
      if (receipt.status !== 'success') throw reverted(receipt.transactionHash);
      onHash?.(receipt.transactionHash);
      hash.tell({ status: 'included', hash: receipt.transactionHash, block: Number(receipt.blockNumber) });
      return receipt;
    } catch (error) {
      const explained = explainContractError(error);
      hash.tell({ status: 'failed', hash: hash.value, reason: explained.shortMessage });
      throw explained;
    }
  }

  /** EIP-712. @throws AppError as {@link send}, and `CANNOT_SIGN` when the wallet has no such signatures */
  async signTypedData(title: string, definition: TypedDataDefinition): Promise<Hex> {
    const { address, provider } = this.wallet;
    const walletClient = createWalletClient({ account: address, transport: custom(provider, { retryCount: 0 }) });
    const { value, tell } = await this.#ask(title, () => walletClient.signTypedData(definition));
    tell({ status: 'included' });
    return value;
  }

  /**
   * Shows the injected transaction, then has its 32 bytes signed by `personal_sign`. `finish` is to be called when the transaction is on its
   * way: what the page draws before would delay it.
   * @throws AppError as {@link send}
   */
  async signInjected(transaction: InjectedTransaction, signingBytes: Hex): Promise<SignedInjected> {
    const { access, preset } = this.#parts;
    const { address, provider } = this.wallet;
    await this.#checkChain();
    await access.review({ kind: 'injected', network: preset.name, transaction, signingBytes });
    const { value: signature, tell } = await this.#ask<Hex>('Sign the injected message', () =>
      provider.request({ method: 'personal_sign', params: [signingBytes, address] }),
    );
    return { signature, address, finish: () => tell({ status: 'included' }) };
  }

  async #ask<T>(
    title: string,
    ask: () => Promise<T>,
  ): Promise<{ value: T; tell(changes: Omit<WalletTransaction, 'id' | 'title'>): void }> {
    const id = crypto.randomUUID();
    const tell = (changes: Omit<WalletTransaction, 'id' | 'title'>) =>
      this.#parts.emit({ type: 'transaction', transaction: { id, title, ...changes } });
    await this.#checkChain();
    const asked = ask();
    tell({ status: 'asking' });
    try {
      return { value: await asked, tell };
    } catch (error) {
      const explained = explainWalletError(error);
      tell({ status: 'failed', reason: explained.shortMessage });
      throw explained;
    }
  }

  async #checkChain(): Promise<void> {
    const { preset } = this.#parts;
    let chainId: number;
    try {
      chainId = Number(await this.wallet.provider.request({ method: 'eth_chainId' }));
    } catch (error) {
      throw explainWalletError(error);
    }
    if (chainId === preset.chainId) return;
    throw wrongChain(preset, chainId);
  }

  /** Gas with a reserve, once the account is known to have the ETH for it. */
  async #estimate(call: { account: Hex; to?: Hex; data?: Hex; value: bigint }): Promise<bigint> {
    const { client } = this.#parts;
    try {
      const balance = await client.getBalance({ address: call.account });
      if (balance < call.value) throw insufficientFunds(call.value, balance);
      const [estimated, { maxFeePerGas }] = await Promise.all([client.estimateGas(call), client.estimateFeesPerGas()]);
      const gas = (estimated * 12n) / 10n;
      const needed = call.value + gas * maxFeePerGas;
      if (balance < needed) throw insufficientFunds(needed, balance);
      return gas;
    } catch (error) {
      throw explainContractError(error);
    }
  }
}

export interface WalletSessionParts {
  access: WalletAccess;
  preset: NetworkPreset;
  client: EthereumClient;
  emit(event: NetworkEvent): void;
}

interface SignedInjected {
  signature: Hex;
  address: Hex;
  finish(): void;
}

export interface SendParameters {
  /** What it does, for a person. */
  title: string;
  /** Absent: the data creates a contract. */
  to?: Hex;
  data?: Hex;
  /** wei */
  value?: bigint;
  /** Called with the transaction’s hash as soon as it has one, and again if the wallet’s owner replaced it. */
  onHash?: (hash: Hex) => void;
}

const toQuantity = (value: bigint): Hex => `0x${value.toString(16)}`;
