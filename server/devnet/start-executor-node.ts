import { join } from 'node:path';
import { builtEngine } from '../../src/executor/built-engine.ts';
import { AppError } from '../../src/shared/app-error.ts';
import { hexToBytes } from '../../src/shared/hex.ts';
import { AnvilChain } from './chain/anvil-chain.ts';
import { CodeStore } from './chain/code-store.ts';
import { type Deployment, deployContracts } from './chain/deploy-contracts.ts';
import { VALIDATOR } from './chain/development-accounts.ts';
import { ethereumClient } from './chain/ethereum-client.ts';
import { devnetMethods } from './devnet-methods.ts';
import { type ExecutorNode, startNode } from './node/executor-node.ts';
import { type Log, reasonOf } from './node/log.ts';

/**
 * Starts an executor node on a running anvil; puts the contracts there when they are missing.
 * @throws AppError of `startNode`, `NO_ENGINE`, `DEPLOYMENT_FAILED`, `ETHEREUM_UNREACHABLE`
 */
export async function startExecutorNode(parameters: ExecutorNodeParameters): Promise<ExecutorNode & Deployment> {
  const { ethereumRpc, state, port, executors, log } = parameters;
  const client = ethereumClient(ethereumRpc);
  const contracts = await reachable(ethereumRpc, deployContracts(client));
  const codes = new CodeStore(join(state, 'codes'));
  let outage: string | undefined;
  const onOutage = (reason: unknown) => {
    outage = reason ? reasonOf(reason) : undefined;
    if (reason) log.warn('Ethereum does not answer', { url: ethereumRpc, reason: reasonOf(reason) });
  };
  const ethereum = new AnvilChain({ rpcUrl: ethereumRpc, router: contracts.router, codes, onOutage });
  const node = await startNode({
    ethereum,
    folder: join(state, 'node'),
    log,
    module: await builtEngine(),
    executors,
    key: hexToBytes(VALIDATOR.privateKey),
    host: '127.0.0.1',
    port,
    ethereumProblem: () => outage,
    extraMethods: devnetMethods({ client, codes, contracts }),
  });
  const close = async () => {
    await node.close();
    await ethereum.close();
  };
  return { ...node, ...contracts, close };
}

export interface ExecutorNodeParameters {
  ethereumRpc: string;
  /** Folder */
  state: string;
  /** 0: the system chooses. */
  port: number;
  /** 1–16 */
  executors: number;
  log: Log;
}

async function reachable<Value>(url: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError({
      code: 'ETHEREUM_UNREACHABLE',
      shortMessage: `Ethereum does not answer at ${url}`,
      details: reasonOf(cause),
      hint: 'Start it first, or give its address with --ethereum.',
      cause,
    });
  }
}
