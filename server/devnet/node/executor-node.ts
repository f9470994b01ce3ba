import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumChain } from '../ethereum-chain.ts';
import { BatchCommitter } from './batch-committer.ts';
import { EthereumFollower } from './ethereum-follower.ts';
import { type Log, reasonOf } from './log.ts';
import { OwnChain } from './own-chain.ts';
import { ReplyPreview } from './reply-preview.ts';
import { blockMethods } from './rpc/block-methods.ts';
import { codeMethods } from './rpc/code-methods.ts';
import { injectedMethods } from './rpc/injected-methods.ts';
import { JsonRpc } from './rpc/json-rpc.ts';
import type { Method } from './rpc/method.ts';
import { programMethods } from './rpc/program-methods.ts';
import { ReceiptWatchers } from './rpc/receipt-watchers.ts';
import { serveRpc } from './rpc/rpc-server.ts';
import { ReceiptSigner } from './sign-receipt.ts';
import { NodeStore } from './store/node-store.ts';

/**
 * A whole node with a single validator: follows Ethereum, runs programs on the executors, answers injected transactions with signed
 * receipts, commits to the Router, and serves the JSON-RPC of a node of release 2.0.0.
 * @throws AppError `STATE_IN_USE`, `STATE_UNREADABLE`, `STATE_OF_ANOTHER_CHAIN`, `CANNOT_LISTEN`, `ETHEREUM_UNREACHABLE`
 */
export async function startNode(parameters: StartNodeParameters): Promise<ExecutorNode> {
  const { ethereum, folder, log, module, executors, key, host, port, extraMethods, ethereumProblem } = parameters;
  const store = new NodeStore(folder);
  const closers: (() => Promise<void> | void)[] = [() => store.close()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const signer = new ReceiptSigner(key);
    await checkValidator(ethereum, signer.address, log);
    sameChain(store, ethereum);
    const watchers = new ReceiptWatchers();
    const onReceipt = watchers.tell.bind(watchers);
    const genesis = () => genesisOf(ethereum);
    const chain = await OwnChain.open({ store, module, executors, signer, log, genesis, onReceipt });
    closers.push(() => chain.close());
    const preview = new ReplyPreview(chain, module);
    closers.push(() => preview.close());
    const committer = new BatchCommitter({ ethereum, chain, log });
    closers.push(() => committer.close());

    const { anchor, number } = chain.head;
    log.info('node starts', {
      block: number,
      height: anchor.height,
      pool: chain.mempool.size,
      validator: signer.address,
    });
    const follower = new EthereumFollower({ ethereum, chain, log, onCaughtUp: () => committer.consider() });
    closers.push(() => follower.close());
    chain.runPool();

    const problems = () =>
      [ethereumProblem?.() ?? follower.problem, committer.problem].filter((problem) => problem !== undefined);
    const node = {
      chain,
      validator: signer.address,
      problems,
    };
    const methods = {
      ...blockMethods(chain, ethereum.router),
      ...codeMethods(store),
      ...programMethods(chain, preview),
      ...injectedMethods(chain),
      ...extraMethods?.(node),
    };
    const server = await serveRpc({ rpc: new JsonRpc(methods, log), watchers, host, port });
    closers.push(() => server.close());
    log.info('node answers', { url: `http://${host}:${server.port}` });
    return { ...node, port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface StartNodeParameters {
  ethereum: EthereumChain;
  /** Where the state is kept. */
  folder: string;
  log: Log;
  /** The engine, compiled. */
  module: WebAssembly.Module;
  /** 1–16 */
  executors: number;
  /** The validator's secret key, 32 bytes. */
  key: Uint8Array;
  host: string;
  /** 0: the system chooses. */
  port: number;
  /** Why Ethereum does not answer, as far as others know: the follower only notices when there is something to follow. */
  ethereumProblem?: () => string | undefined;
  /** Further methods of the JSON-RPC, by name. */
  extraMethods?: (node: Omit<ExecutorNode, 'port' | 'close'>) => Record<string, Method>;
}

export interface ExecutorNode {
  chain: OwnChain;
  validator: Hex;
  port: number;
  /** What does not work at the moment, in sentences. */
  problems(): string[];
  /** Finishes the block under way. */
  close(): Promise<void>;
}

/** A receipt by another key than the Router's would be worth nothing. */
async function checkValidator(ethereum: EthereumChain, validator: Hex, log: Log): Promise<void> {
  let validators: Hex[];
  try {
    validators = await ethereum.validators();
  } catch (error) {
    // The node starts without Ethereum too: it can answer for what it knows.
    log.warn('cannot ask the Router for its validators', { reason: reasonOf(error) });
    return;
  }
  if (validators.some((address) => address.toLowerCase() === validator)) return;
  throw new AppError({
    code: 'NO_VALIDATOR',
    shortMessage: `The key of ${validator} is not the Router’s validator`,
    details: `The Router ${ethereum.router} knows ${validators.join(', ')}.`,
    hint: 'Start the node with the validator’s key.',
  });
}

function sameChain(store: NodeStore, { chainId, router }: EthereumChain): void {
  const here = `${chainId} ${router}`;
  const there = store.content.fact('chain');
  if (there === undefined) store.content.setFact('chain', here);
  else if (there !== here) {
    throw new AppError({
      code: 'STATE_OF_ANOTHER_CHAIN',
      shortMessage: 'The state folder belongs to another network',
      details: `It was made for chain and Router ${there}, this is ${here}.`,
      hint: 'Choose another folder with --state, or begin anew with --reset.',
    });
  }
}

async function genesisOf(ethereum: EthereumChain): Promise<EthereumBlock> {
  const block = await ethereum.blockAt(0);
  if (block) return block;
  throw new AppError({
    code: 'ETHEREUM_UNREACHABLE',
    shortMessage: 'Ethereum has no first block',
    hint: 'Start Ethereum before the node.',
  });
}
