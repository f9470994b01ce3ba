import { type Block, isHash } from 'viem';
import { mirrorAbi, routerAbi } from '../../../src/network/ethereum/contracts.ts';
import type { BatchCommitment } from '../../../src/protocol/batch-commitment.ts';
import { batchHash } from '../../../src/protocol/batch-hash.ts';
import { codeIdOf } from '../../../src/protocol/hashes.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumChain, EthereumEvent, EthereumHeader } from '../ethereum-chain.ts';
import { CHAIN_ID } from './chain-id.ts';
import type { CodeStore } from './code-store.ts';
import { commitBatch } from './commit-batch.ts';
import { decodeBlobs } from './decode-blobs.ts';
import { decodeEvents } from './decode-events.ts';
import { type EthereumClient, ethereumClient } from './ethereum-client.ts';

/** ms between two looks at the newest block; it is next door, and asking survives its restarts. */
const POLL_INTERVAL = 100;
const ZERO_HASH = `0x${'0'.repeat(64)}`;

export interface AnvilChainParameters {
  rpcUrl: string;
  router: Hex;
  codes: CodeStore;
  /** Told once when anvil stops answering, and again with null when it is back. */
  onOutage?: (reason: unknown) => void;
}

/** The devnet's Ethereum as the executor node sees it. Holds nothing of the chain: anvil may restart, or go back. */
export class AnvilChain implements EthereumChain {
  readonly chainId = CHAIN_ID;
  readonly router: Hex;
  readonly #client: EthereumClient;
  readonly #codes: CodeStore;
  readonly #onOutage: (reason: unknown) => void;
  readonly #mirrors = new Set<Hex>();
  readonly #listeners = new Set<(head: EthereumHeader) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told: Hex | undefined;
  #isAway = false;

  constructor({ rpcUrl, router, codes, onOutage = () => {} }: AnvilChainParameters) {
    this.#client = ethereumClient(rpcUrl);
    this.router = router;
    this.#codes = codes;
    this.#onOutage = onOutage;
  }

  async head(): Promise<EthereumHeader> {
    return headerOf(await this.#client.getBlock({ blockTag: 'latest' }));
  }

  async block(hash: Hex): Promise<EthereumBlock | undefined> {
    const block = await orUndefined(this.#client.getBlock({ blockHash: hash }));
    if (!block) return undefined;
    const canonical = await orUndefined(this.#client.getBlock({ blockNumber: block.number }));
    return canonical?.hash === hash ? this.#withEvents(headerOf(block)) : undefined;
  }

  async blockAt(height: number): Promise<EthereumBlock | undefined> {
    const block = await orUndefined(this.#client.getBlock({ blockNumber: BigInt(height) }));
    return block && this.#withEvents(headerOf(block));
  }

  subscribe(listener: (head: EthereumHeader) => void): () => void {
    this.#listeners.add(listener);
    this.#told = undefined;
    this.#schedule(0);
    return () => void this.#listeners.delete(listener);
  }

  async requestedCode(codeId: Hex): Promise<Uint8Array | undefined> {
    const kept = this.#codes.get(codeId);
    if (kept) return kept;
    const requests = await this.#client.getContractEvents({
      address: this.router,
      abi: routerAbi,
      eventName: 'CodeValidationRequested',
      fromBlock: 0n,
    });
    const request = requests.findLast(({ args }) => args.codeId === codeId);
    if (!request) return undefined;
    const blobs = await this.#client.request<{ ReturnType: Hex[] | null }>({
      method: 'anvil_getBlobsByTransactionHash' as never,
      params: [request.transactionHash] as never,
    });
    const code = blobs?.length ? decodeBlobs(blobs) : undefined;
    return code && codeIdOf(code) === codeId ? code : undefined;
  }

  async latestCommittedBatch(): Promise<{ hash: Hex; timestamp: number }> {
    const router = { address: this.router, abi: routerAbi } as const;
    const blockNumber = await this.#client.getBlockNumber();
    const [hash, timestamp] = await Promise.all([
      this.#client.readContract({ ...router, functionName: 'latestCommittedBatchHash', blockNumber }),
      this.#client.readContract({ ...router, functionName: 'latestCommittedBatchTimestamp', blockNumber }),
    ]);
    return { hash, timestamp };
  }

  async validators(): Promise<Hex[]> {
    const validators = await this.#client.readContract({
      address: this.router,
      abi: routerAbi,
      functionName: 'validators',
    });
    return validators.map((address) => address.toLowerCase() as Hex);
  }

  /** The state hash that a program's Mirror holds: the one committed last. */
  async mirrorStateHash(mirror: Hex): Promise<Hex> {
    return this.#client.readContract({ address: mirror, abi: mirrorAbi, functionName: 'stateHash' });
  }

  async commitBatch(batch: BatchCommitment): Promise<{ transaction: Hex; block: EthereumHeader; batchHash: Hex }> {
    const receipt = await commitBatch(this.#client, this.router, batch);
    const block = await this.#client.getBlock({ blockHash: receipt.blockHash });
    return { transaction: receipt.transactionHash, block: headerOf(block), batchHash: batchHash(batch) };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #withEvents(header: EthereumHeader): Promise<EthereumBlock> {
    return { ...header, events: await this.#eventsOf(header.hash) };
  }

  async #eventsOf(blockHash: Hex): Promise<EthereumEvent[]> {
    const logs = await this.#client.getLogs({ blockHash });
    return decodeEvents(logs, this.router, (address) => this.#isMirror(address));
  }

  async #isMirror(address: Hex): Promise<boolean> {
    if (this.#mirrors.has(address)) return true;
    const codeId = await this.#client.readContract({
      address: this.router,
      abi: routerAbi,
      functionName: 'programCodeId',
      args: [address],
    });
    // An address without a program may get one, so only the others are remembered.
    if (codeId !== ZERO_HASH) this.#mirrors.add(address);
    return codeId !== ZERO_HASH;
  }

  #schedule(delay = POLL_INTERVAL): void {
    clearTimeout(this.#timer);
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#poll(), delay);
  }

  async #poll(): Promise<void> {
    try {
      const head = await this.head();
      if (this.#isAway) this.#onOutage(null);
      this.#isAway = false;
      if (head.hash !== this.#told) {
        this.#told = head.hash;
        for (const listener of this.#listeners) listener(head);
      }
    } catch (error) {
      if (!this.#isAway) this.#onOutage(error);
      this.#isAway = true;
      // What is told of programs may be no more when it comes back.
      this.#mirrors.clear();
    }
    this.#schedule();
  }
}

function headerOf({ hash, parentHash, number, timestamp }: Block): EthereumHeader {
  if (!hash || !isHash(hash) || number === null) throw new TypeError('A block without hash and number');
  return { hash, parentHash, height: Number(number), timestamp: Number(timestamp) };
}

/** viem throws where the node answers null. */
async function orUndefined<Value>(value: Promise<Value>): Promise<Value | undefined> {
  try {
    return await value;
  } catch (error) {
    if ((error as Error).name === 'BlockNotFoundError') return undefined;
    throw error;
  }
}
