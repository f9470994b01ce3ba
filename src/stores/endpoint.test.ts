import { expect, test } from 'vitest';
import { endpointProblem } from './endpoint.ts';

test.each([
  ['', 'http'],
  ['  ', 'ws'],
  ['http://127.0.0.1:8545', 'http'],
  ['http://localhost:8545/', 'http'],
  ['https://rpc.example.org/v3/key?x=1', 'http'],
  [' wss://validator.example.org ', 'ws'],
  ['ws://127.0.0.1:9944', 'ws'],
  ['0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9', 'contract'],
] as const)('%s can be asked over %s', (text, kind) => {
  expect(endpointProblem(text, kind)).toBeNull();
});

test.each([
  ['wss://validator.example.org', 'http', 'https://'],
  ['https://rpc.example.org', 'ws', 'wss://'],
  ['rpc.example.org', 'http', 'begin with'],
  ['javascript:alert(1)', 'http', 'begin with'],
  ['http://', 'http', 'begin with'],
  ['http://rpc.example.org', 'http', 'Beyond this machine'],
  ['ws://10.0.0.7:9944', 'ws', 'Beyond this machine'],
  ['https://user:word@rpc.example.org', 'http', 'password'],
  ['https://rpc.example.org/#x', 'http', '#'],
  ['0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc', 'contract', '40'],
  ['https://rpc.example.org', 'contract', '40'],
] as const)('%s cannot be asked over %s', (text, kind, problem) => {
  expect(endpointProblem(text, kind)).toContain(problem);
});
