import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { JsonRpc } from './json-rpc.ts';
import { method } from './method.ts';
import { hash, optional, u128 } from './params.ts';
import { databaseError } from './rpc-error.ts';

const lines: string[] = [];
const rpc = new JsonRpc(
  {
    double: method([['some_value', u128]], ([value]) => value * 2n),
    lookUp: method([['hash', optional(hash)]], ([wanted]) => {
      if (wanted) throw databaseError('Failed to read state by hash');
      return null;
    }),
    broken: method([], () => {
      throw new TypeError('a mistake');
    }),
  },
  createLog((line) => void lines.push(line)),
);
const answer = async (text: string) => JSON.parse((await rpc.answer(text)) ?? '"nothing"');
const error = (code: number, message: string, id: unknown = null) => ({ jsonrpc: '2.0', id, error: { code, message } });

test('numbers of 128 bits go through exactly', async () => {
  const request = '{"jsonrpc":"2.0","id":1,"method":"double","params":[170141183460469231731687303715884105727]}';
  expect(await rpc.answer(request)).toBe('{"jsonrpc":"2.0","id":1,"result":340282366920938463463374607431768211454}');
});

test('parameters may be named, in either style', async () => {
  const request = (name: string) => `{"jsonrpc":"2.0","id":"x","method":"double","params":{"${name}":21}}`;
  expect(await answer(request('some_value'))).toEqual({ jsonrpc: '2.0', id: 'x', result: 42 });
  expect(await answer(request('someValue'))).toEqual({ jsonrpc: '2.0', id: 'x', result: 42 });
});

test.each([
  ['no JSON', '{"jsonrpc":', error(-32700, 'Parse error')],
  ['nothing', '', error(-32700, 'Parse error')],
  ['deep nesting', '['.repeat(500_000), error(-32700, 'Parse error')],
  ['a number', '5', error(-32600, 'Invalid request')],
  ['null', 'null', error(-32600, 'Invalid request')],
  ['another version', '{"jsonrpc":"1.0","id":3,"method":"double"}', error(-32600, 'Invalid request', 3)],
  ['no method', '{"jsonrpc":"2.0","id":3}', error(-32600, 'Invalid request', 3)],
  ['an id that is none', '{"jsonrpc":"2.0","id":{},"method":"double"}', error(-32600, 'Invalid request')],
  ['an empty batch', '[]', error(-32600, 'Invalid request')],
  ['an unknown method', '{"jsonrpc":"2.0","id":3,"method":"nope"}', error(-32601, 'Method not found', 3)],
  ['an inherited name', '{"jsonrpc":"2.0","id":3,"method":"toString"}', error(-32601, 'Method not found', 3)],
  ['a mistake of ours', '{"jsonrpc":"2.0","id":3,"method":"broken"}', error(-32603, 'Internal error', 3)],
])('%s', async (_what, text, expected) => {
  expect(await answer(text)).toEqual(expected);
});

test.each([
  ['[]', 'expected a whole number'],
  ['["1"]', 'expected a whole number'],
  ['[-1]', 'range'],
  ['[340282366920938463463374607431768211456]', 'range'],
  ['"x"', 'expected a list or an object'],
])('params %s are invalid', async (params, why) => {
  const { error } = await answer(`{"jsonrpc":"2.0","id":1,"method":"double","params":${params}}`);
  expect(error).toMatchObject({ code: -32602, message: 'Invalid params', data: expect.stringContaining(why) });
});

test('errors of the node have its code and data', async () => {
  const { error } = await answer(`{"jsonrpc":"2.0","id":1,"method":"lookUp","params":["${'ab'.repeat(32)}"]}`);
  expect(error).toEqual({ code: 8000, message: 'Database error', data: 'Failed to read state by hash' });
});

test('a batch is answered as one; notifications are not', async () => {
  const one = '{"jsonrpc":"2.0","id":1,"method":"double","params":[1]}';
  expect(await answer(`[${one},7,{"jsonrpc":"2.0","method":"double","params":[1]}]`)).toEqual([
    { jsonrpc: '2.0', id: 1, result: 2 },
    error(-32600, 'Invalid request'),
  ]);
  expect(await rpc.answer('{"jsonrpc":"2.0","method":"double","params":[1]}')).toBeUndefined();
  expect((await answer(`[${Array(1001).fill(one).join(',')}]`)).error.code).toBe(-32010);
});

test('a mistake of ours is in the log with its reason', () => {
  expect(lines.some((line) => line.includes('method=broken') && line.includes('a mistake'))).toBe(true);
});
