import { decodeEventLog, encodeFunctionData } from 'viem';
import { mirrorAbi, routerAbi, wrappedVaraAbi } from '../../../src/network/ethereum/contracts.ts';
import { developmentBlobHash } from '../../../src/protocol/development-blob.ts';
import { codeIdOf } from '../../../src/protocol/hashes.ts';
import { codeRequestTypedData, permitTypedData } from '../../../src/protocol/typed-data.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../../src/shared/hex.ts';
import { CHAIN_ID } from '../chain/chain-id.ts';
import { developmentAccount } from '../chain/development-accounts.ts';
import { type EthereumClient, ethereumClient } from '../chain/ethereum-client.ts';
import { rpc, signedTransaction } from '../node/fixtures/test-client.ts';

/** Somebody with an account who uses a devnet from outside: by Ethereum's JSON-RPC and the node's, nothing else. */
export class DevnetUser {
  readonly client: EthereumClient;
  readonly #account: ReturnType<typeof developmentAccount>;
  #nonce: Promise<number> | undefined;
  readonly #network: { nodeUrl: string; router: Hex; wvara: Hex; validator: Hex };

  constructor(network: { ethereumRpc: string; nodeUrl: string; router: Hex; wvara: Hex; validator: Hex }, account = 6) {
    this.client = ethereumClient(network.ethereumRpc);
    this.#account = developmentAccount(account);
    this.#network = network;
  }

  get address(): Hex {
    return this.#account.address.toLowerCase() as Hex;
  }

  /** Fetches coins, has the code validated, creates a program and pays for it; the init message is sent too. */
  async deploy(wasm: Uint8Array, executableBalance: bigint): Promise<Hex> {
    await this.ask('devnet_faucet', this.address);
    await this.requestCode(wasm);
    const program = await this.createProgram(codeIdOf(wasm));
    await Promise.all([this.topUp(program, executableBalance), this.sendMessage(program, '0x')]);
    return program;
  }

  /** Resolves when the Router knows the code for valid. */
  async requestCode(wasm: Uint8Array): Promise<void> {
    const { router, wvara } = this.#network;
    const codeId = codeIdOf(wasm);
    const deadline = 2n ** 40n;
    const contract = { address: router, abi: routerAbi } as const;
    const owner = [this.address] as const;
    const [fee, extra, permitNonce, nonce] = await Promise.all([
      this.client.readContract({ ...contract, functionName: 'requestCodeValidationBaseFee' }),
      this.client.readContract({ ...contract, functionName: 'requestCodeValidationExtraFee' }),
      this.client.readContract({ address: wvara, abi: wrappedVaraAbi, functionName: 'nonces', args: owner }),
      this.client.readContract({ ...contract, functionName: 'nonces', args: owner }),
    ]);
    const permitSignature = await this.#account.signTypedData(
      permitTypedData({
        wvara,
        chainId: CHAIN_ID,
        owner: this.address,
        spender: router,
        value: fee + extra,
        nonce: permitNonce,
        deadline,
      }),
    );
    const blobHashes = [developmentBlobHash(codeId)];
    const requestSignature = await this.#account.signTypedData(
      codeRequestTypedData({ router, chainId: CHAIN_ID, requester: this.address, codeId, blobHashes, nonce, deadline }),
    );
    const request = { wasm: bytesToHex(wasm), requester: this.address, requestSignature, permitSignature };
    await this.ask('devnet_requestCode', { ...request, deadline: Number(deadline) });
    for (;;) {
      const state = await this.client.readContract({ ...contract, functionName: 'codeState', args: [codeId] });
      if (state === 2) return;
      if (state === 0) throw new Error('The code was refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async createProgram(codeId: Hex): Promise<Hex> {
    const { router } = this.#network;
    const args = [codeId, bytesToHex(crypto.getRandomValues(new Uint8Array(32))), ZERO_ADDRESS] as const;
    const data = encodeFunctionData({ abi: routerAbi, functionName: 'createProgram', args });
    const { logs } = await this.#included(await this.#send(router, data));
    for (const { address, topics, data } of logs) {
      if (address.toLowerCase() !== router) continue;
      const event = decodeEventLog({ abi: routerAbi, topics, data });
      if (event.eventName === 'ProgramCreated') return event.args.actorId.toLowerCase() as Hex;
    }
    throw new Error('No program was created');
  }

  async topUp(program: Hex, amount: bigint): Promise<void> {
    const approve = encodeFunctionData({ abi: wrappedVaraAbi, functionName: 'approve', args: [program, amount] });
    const topUp = encodeFunctionData({ abi: mirrorAbi, functionName: 'executableBalanceTopUp', args: [amount] });
    const hashes = [await this.#send(this.#network.wvara, approve), await this.#send(program, topUp)];
    for (const hash of hashes) await this.#included(hash);
  }

  /** @returns the id of the message */
  async sendMessage(program: Hex, payload: Hex): Promise<Hex> {
    const data = encodeFunctionData({ abi: mirrorAbi, functionName: 'sendMessage', args: [payload, false] });
    const { logs } = await this.#included(await this.#send(program, data));
    for (const { topics, data } of logs) {
      const event = decodeEventLog({ abi: mirrorAbi, topics, data });
      if (event.eventName === 'MessageQueueingRequested') return event.args.id;
    }
    throw new Error('No message was sent');
  }

  /** A signed injected message. It refers to a block that is old enough to stay when anvil is killed. */
  async injected(program: Hex, payload: Hex): Promise<ReturnType<typeof signedTransaction>> {
    const height = await this.client.getBlockNumber();
    const blockNumber = height > REFERENCE_DEPTH ? height - REFERENCE_DEPTH : 0n;
    const { hash: referenceBlock } = await this.client.getBlock({ blockNumber });
    const transaction = { destination: program, payload, referenceBlock };
    return signedTransaction(transaction, hexToBytes(this.#account.privateKey), this.#network.validator);
  }

  async stateHash(program: Hex): Promise<Hex> {
    return this.client.readContract({ address: program, abi: mirrorAbi, functionName: 'stateHash' });
  }

  /** Of all `Reply` events of a Mirror, in order. */
  async replies(program: Hex): Promise<{ replyTo: Hex; payload: Hex }[]> {
    const filter = { address: program, abi: mirrorAbi, eventName: 'Reply', fromBlock: 0n } as const;
    const events = await this.client.getContractEvents(filter);
    return events.map(({ args }) => ({ replyTo: args.replyTo as Hex, payload: args.payload as Hex }));
  }

  /** Hashes of all batches that the Router took. */
  async batches(): Promise<Hex[]> {
    const filter = {
      address: this.#network.router,
      abi: routerAbi,
      eventName: 'BatchCommitted',
      fromBlock: 0n,
    } as const;
    return (await this.client.getContractEvents(filter)).map(({ args }) => args.hash as Hex);
  }

  /** A call of the node. @throws Error with what it answered */
  async ask(method: string, ...params: unknown[]): Promise<unknown> {
    const { result, error } = await rpc(this.#network.nodeUrl, method, ...params);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  /** Several may be on their way at once, each with the next nonce. */
  async #send(to: Hex, data: Hex): Promise<Hex> {
    const nonce = this.#nonce ?? this.client.getTransactionCount({ address: this.address, blockTag: 'pending' });
    this.#nonce = nonce.then((number) => number + 1);
    return this.client.sendTransaction({ account: this.#account, to, data, gas: 1_000_000n, nonce: await nonce });
  }

  async #included(hash: Hex) {
    const receipt = await this.client.waitForTransactionReceipt({ hash, timeout: 60_000 });
    if (receipt.status !== 'success') throw new Error(`Transaction ${hash} was reverted`);
    return receipt;
  }
}

/** How far behind the newest block the reference block is. */
const REFERENCE_DEPTH = 5n;
const ZERO_ADDRESS = `0x${'0'.repeat(40)}` as const;
