import { MIRROR_ABI } from '../../../protocol/contract-abi.ts';
import type { Hex } from '../../../shared/hex.ts';
import { abiLine, abiSignature } from './abi-text.ts';

export interface SnippetParameters {
  /** The chain's name and EIP-155 id. */
  chain: { name: string; id: number };
  /** Ethereum's JSON-RPC; null: the reader has to give one, in ETH_RPC_URL. */
  rpc: string | null;
  /** The program's Mirror, 20 bytes. */
  mirror: Hex;
  /** The call in words, e.g. `Add(5)`. */
  call: string;
  payload: Hex;
  /** wei */
  value: bigint;
}

const SEND = abiLine(MIRROR_ABI, 'function', 'sendMessage');
const QUEUED = abiLine(MIRROR_ABI, 'event', 'MessageQueueingRequested');
const REPLY = abiLine(MIRROR_ABI, 'event', 'Reply');
const STATE = abiLine(MIRROR_ABI, 'function', 'stateHash');

/** A whole program for Node and viem: sends the call through the Mirror and waits for the reply. */
export function viemSnippet({ chain, rpc, mirror, call, payload, value }: SnippetParameters): string {
  const url = rpc === null ? 'process.env.ETH_RPC_URL' : quote(rpc);
  return `// npm install viem, then: ${rpc === null ? 'ETH_RPC_URL=https://… ' : ''}PRIVATE_KEY=0x… node call.mjs
import { createPublicClient, createWalletClient, defineChain, http, parseAbi, parseEventLogs } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const chain = defineChain({
  id: ${chain.id},
  name: ${quote(chain.name)},
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [${url}] } },
});
const mirror = '${mirror}';
const abi = parseAbi([
  '${SEND}',
  '${QUEUED}',
  '${REPLY}',
]);
const account = privateKeyToAccount(process.env.PRIVATE_KEY);
const wallet = createWalletClient({ account, chain, transport: http() });
const client = createPublicClient({ chain, transport: http() });

// ${oneLine(call)}
const payload = '${payload}';
const hash = await wallet.writeContract({
  address: mirror,
  abi,
  functionName: 'sendMessage',
  args: [payload, false],
  value: ${value}n,
});
const { status, blockNumber, logs } = await client.waitForTransactionReceipt({ hash });
if (status !== 'success') throw new Error(\`The transaction \${hash} failed\`);
const [request] = parseEventLogs({ abi, logs, eventName: 'MessageQueueingRequested' });
const messageId = request.args.id;
console.log(\`Message \${messageId} in block \${blockNumber}\`);

// The reply comes with the batch in which the validators commit it.
let reply;
while (!reply) {
  await new Promise((done) => setTimeout(done, 1_000));
  const replies = await client.getContractEvents({ address: mirror, abi, eventName: 'Reply', fromBlock: blockNumber });
  reply = replies.find(({ args }) => args.replyTo === messageId);
}
console.log(\`Reply \${reply.args.replyCode} \${reply.args.payload}\`);
`;
}

/** The same with Foundry's cast, for a shell. */
export function castSnippet({ rpc, mirror, call, payload, value }: SnippetParameters): string {
  const setRpc = rpc === null ? '# export ETH_RPC_URL=https://…' : `export ETH_RPC_URL=${shellQuote(rpc)}`;
  return `${setRpc}
MIRROR=${mirror}
FROM=$(cast block-number)

# ${oneLine(call)}
cast send "$MIRROR" '${abiSignature(SEND)}' ${payload} false${value > 0n ? ` --value ${value}` : ''} --private-key "$PRIVATE_KEY"

# Its reply is here when the validators have committed it.
cast logs --from-block "$FROM" --address "$MIRROR" '${abiSignature(REPLY)}'
cast call "$MIRROR" '${abiSignature(STATE)}(bytes32)'
`;
}

/** Text as a JavaScript string. */
function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Text as one word of a POSIX shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A call's text may hold whatever a program's strings hold; in a comment it must stay on its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
