import { AppError } from '../../src/shared/app-error.ts';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { CHAIN_ID } from './chain/chain-id.ts';
import type { CodeStore } from './chain/code-store.ts';
import type { Deployment } from './chain/deploy-contracts.ts';
import type { EthereumClient } from './chain/ethereum-client.ts';
import { faucet } from './chain/faucet.ts';
import { CODE_LIMIT, relayCode } from './chain/relay-code.ts';
import type { StartNodeParameters } from './node/executor-node.ts';
import { recordScenario } from './node/export-scenario.ts';
import { type Method, method } from './node/rpc/method.ts';
import { address, bytes, field, type Reader, u128 } from './node/rpc/params.ts';
import { badRequest } from './node/rpc/rpc-error.ts';

/** What no real network's node offers: the faucet, the relayer of codes, and facts about the devnet. See docs/devnet.md. */
export function devnetMethods({
  client,
  codes,
  contracts,
}: DevnetMethodsParameters): NonNullable<StartNodeParameters['extraMethods']> {
  return (node): Record<string, Method> => ({
    devnet_info: method([], () => {
      const { head, mempool } = node.chain;
      return {
        ...contracts,
        chainId: CHAIN_ID,
        ethereumRpc: client.transport.url,
        validator: node.validator,
        block: { number: head.number, hash: head.hash, height: head.anchor.height, committed: head.settlement.head },
        pool: mempool.size,
        problems: node.problems(),
      };
    }),
    devnet_faucet: method([['address', address]], async ([account]) => {
      await answered(faucet(client, contracts.wvara, account));
      return null;
    }),
    devnet_requestCode: method([['request', codeRequest]], ([request]) =>
      answered(relayCode(client, contracts.router, codes, request)),
    ),
    devnet_exportScenario: method([], () => {
      const { scenario, codes } = recordScenario(node.chain.store);
      return { scenario, codes: Object.fromEntries([...codes].map(([name, wasm]) => [name, bytesToHex(wasm)])) };
    }),
  });
}

export interface DevnetMethodsParameters {
  client: EthereumClient;
  codes: CodeStore;
  contracts: Deployment;
}

type Request = Parameters<typeof relayCode>[3];

const codeRequest: Reader<Request> = (value) => ({
  wasm: Buffer.from(field(value, 'wasm', bytes(CODE_LIMIT)).slice(2), 'hex'),
  requester: field(value, 'requester', address),
  deadline: field(value, 'deadline', u128),
  requestSignature: field(value, 'requestSignature', signature),
  permitSignature: field(value, 'permitSignature', signature),
});

const signature: Reader<Hex> = (value, name) => {
  const hex = bytes(65)(value, name);
  if (hex.length !== 2 + 2 * 65) throw badRequest(`${name}: 65 bytes are needed`);
  return hex;
};

/** What the asker did wrong is told, all else is our mistake. */
async function answered<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError) throw badRequest(error.message);
    throw error;
  }
}
