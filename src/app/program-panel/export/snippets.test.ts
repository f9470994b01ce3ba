import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { MIRROR_ABI } from '../../../protocol/contract-abi.ts';
import { abiLine, abiSignature, solidityInterface } from './abi-text.ts';
import { castSnippet, viemSnippet } from './snippets.ts';

const parameters = {
  chain: { name: "Devnet's own", id: 31_337 },
  rpc: "http://127.0.0.1:8545/it's",
  mirror: `0x${'12'.repeat(20)}`,
  call: 'Say("a\nprocess.exit(1)\u2028")',
  payload: '0x474d0110',
  value: 5n,
} as const;

/** Throws when it is no JavaScript module. */
function checkModule(source: string): void {
  execFileSync(process.execPath, ['--input-type=module', '--check', '-'], {
    input: source,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

test('the viem snippet is a module that sends the payload to the Mirror', () => {
  const source = viemSnippet(parameters);
  checkModule(source);
  expect(source).toContain(`const mirror = '${parameters.mirror}'`);
  expect(source).toContain(`const payload = '${parameters.payload}'`);
  expect(source).toContain('value: 5n');
  // The text of a call ends with its comment.
  expect(source.split('\n').find((line) => line.startsWith('process'))).toBeUndefined();
});

test('without a public node the reader gives one', () => {
  const source = viemSnippet({ ...parameters, rpc: null });
  checkModule(source);
  expect(source).toContain('http: [process.env.ETH_RPC_URL]');
  expect(castSnippet({ ...parameters, rpc: null })).toContain('# export ETH_RPC_URL=');
});

test('the cast snippet is a shell script with the contract’s own signatures', () => {
  const script = castSnippet(parameters);
  execFileSync('sh', ['-n'], { input: script });
  const sent = execFileSync('sh', [], {
    input: `cast() { [ "$1" = send ] && printf '%s|' "$ETH_RPC_URL" "$@"; :; }\nPRIVATE_KEY=key\n${script}`,
    encoding: 'utf8',
  });
  expect(sent.split('|').slice(0, 8)).toEqual([
    parameters.rpc,
    'send',
    parameters.mirror,
    'sendMessage(bytes,bool)',
    parameters.payload,
    'false',
    '--value',
    '5',
  ]);
});

test('signatures have types alone', () => {
  const signature = (kind: 'function' | 'event', name: string) => abiSignature(abiLine(MIRROR_ABI, kind, name));
  expect(signature('event', 'Reply')).toBe('Reply(bytes,uint128,bytes32,bytes4)');
  expect(signature('event', 'StateChanged')).toBe('StateChanged(bytes32)');
  expect(signature('function', 'stateHash')).toBe('stateHash()');
  expect(signature('function', 'executableBalanceTopUpWithPermit')).toBe(
    'executableBalanceTopUpWithPermit(uint128,uint256,uint8,bytes32,bytes32)',
  );
});

test('the Mirror as a Solidity interface', () => {
  const source = solidityInterface('IMirror', MIRROR_ABI);
  expect(source).toContain(
    'function sendMessage(bytes calldata payload, bool callReply) external payable returns (bytes32 messageId);',
  );
  expect(source).toContain('function stateHash() external view returns (bytes32);');
  expect(source).toContain('event Reply(bytes payload, uint128 value, bytes32 replyTo, bytes4 indexed replyCode);');
  expect(source).not.toContain('error ');
});
