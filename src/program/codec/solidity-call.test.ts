import { readFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../shared/hex.ts';
import type { IdlFunction } from '../idl.ts';
import { parseIdl } from '../test-vectors/parser.ts';
import { decodeCall } from './decode-call.ts';
import { decodeReply } from './decode-reply.ts';
import { encodeContractCall } from './solidity-call.ts';

const built = (file: string) => readFileSync(new URL(`../../../build/programs/${file}`, import.meta.url), 'utf8');

/** Names and selectors of the functions of the interface that sails-sol-gen wrote. */
function functionsIn(solidity: string, kind: 'calls' | 'call backs'): { name: string; selector: Uint8Array }[] {
  const ending = kind === 'calls' ? '' : 'Callbacks';
  const [, body = ''] = new RegExp(`interface I\\w+?${ending} \\{([^}]*)\\}`).exec(solidity) ?? [];
  return [...body.matchAll(/function (\w+)\(([^)]*)\)/g)].map(([, name = '', parameters = '']) => {
    const types = parameters.split(',').map((parameter) => parameter.trim().split(' ')[0]);
    const hash = keccak_256(new TextEncoder().encode(`${name}(${types.join(',')})`));
    return { name, selector: hash.slice(0, 4) };
  });
}

const join = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));
const number = (value: number) => new Uint8Array(32).fill(value, 31);
const success = '0x00010000';

describe.each(['counter', 'self-funding', 'vault', 'token', 'ping'])('%s, against sails-sol-gen', (name) => {
  it('knows every function by its selector', async () => {
    const idl = await parseIdl(built(`${name}.idl`));
    const calls = functionsIn(built(`${name}.sol`), 'calls');
    const found = calls.map(({ selector }) => decodeCall(idl, join(selector, new Uint8Array(32 * 20))).fn?.key);
    const all = [...idl.constructors, ...idl.services.flatMap(({ functions }) => functions)];
    expect(new Set(found)).toEqual(new Set(all.map(({ key }) => key)));
    expect(found).toHaveLength(all.length);
  });
});

describe('a call by a contract', async () => {
  const idl = await parseIdl(built('self-funding.idl'));
  const functions = idl.services.flatMap((service) => service.functions);
  const fn = (name: string) => functions.find((candidate) => candidate.name === name) as IdlFunction;
  const refill = fn('Refill');
  const callBack = functionsIn(built('self-funding.sol'), 'call backs').find(({ name }) => name.endsWith('Refill'));

  it('is that of the Solidity interface, with the wish to be called back', () => {
    const call = functionsIn(built('self-funding.sol'), 'calls').find(({ name }) => name === 'fundsRefill');
    const payload = encodeContractCall(refill);
    expect(payload && bytesToHex(payload)).toBe(bytesToHex(join(call?.selector as Uint8Array, number(1))));
    expect(decodeCall(idl, payload as Uint8Array)).toEqual({ status: 'call', fn: refill, args: [], solidity: true });
    expect(encodeContractCall(fn('SetThreshold'))).toBeUndefined();
    expect(encodeContractCall({ ...refill, solidity: false })).toBeUndefined();
  });

  it('is answered by a call back or the plain result', () => {
    const [id, result] = [number(9), number(7)];
    const head = callBack?.selector as Uint8Array;
    const value = { status: 'value', value: 7n };
    for (const payload of [join(head, id, result), result]) {
      expect(decodeReply(idl, refill, { payload, code: success }, true)).toMatchObject(value);
    }
    expect(decodeReply(idl, refill, { payload: join(head, id), code: success }, true)).toMatchObject({
      status: 'undecodable',
    });
    expect(decodeReply(idl, fn('SetThreshold'), { payload: new Uint8Array(), code: success }, true)).toMatchObject({
      status: 'value',
      value: null,
    });
  });

  it('with arguments that are cut off is named, and told', () => {
    const set = functionsIn(built('self-funding.sol'), 'calls').find(({ name }) => name === 'fundsSetThreshold');
    const payload = join(set?.selector as Uint8Array, number(0), new Uint8Array(31));
    expect(decodeCall(idl, payload)).toMatchObject({ status: 'undecodable', fn: { name: 'SetThreshold' } });
  });
});
