import { readFileSync } from 'node:fs';
import { type Abi, type AbiParameter, parseAbi } from 'viem';
import { describe, expect, test } from 'vitest';
import { CONVERTER_ABI, MIRROR_ABI, ROUTER_ABI, WRAPPED_VARA_ABI } from '../../../src/protocol/contract-abi.ts';

const written = { Router: ROUTER_ABI, Mirror: MIRROR_ABI, WrappedVara: WRAPPED_VARA_ABI, Converter: CONVERTER_ABI };

describe.each(Object.entries(written))('the ABI of %s', (name, lines) => {
  const compiled = describeAll(readAbi(name));
  const ours = describeAll(parseAbi(lines as readonly string[]) as Abi);

  test('is that of the compiled contract', () => {
    expect(ours.filter((item) => !compiled.includes(item))).toEqual([]);
    expect(new Set(ours).size).toBe(ours.length);
  });

  test('names every error', () => {
    const errors = compiled.filter((item) => item.startsWith('error '));
    expect(errors.filter((item) => !ours.includes(item))).toEqual([]);
  });
});

function readAbi(name: string): Abi {
  return JSON.parse(readFileSync(`build/contracts/${name}.json`, 'utf8')).abi;
}

/** Everything that decides about encoding; names where viem decodes by them (events, errors, parts of structs). */
function describeAll(abi: Abi): string[] {
  return abi.flatMap((item) => {
    if (item.type === 'function')
      return [`function ${item.name}(${types(item.inputs)}) ${item.stateMutability} (${types(item.outputs)})`];
    if (item.type === 'event' || item.type === 'error')
      return [`${item.type} ${item.name}(${types(item.inputs, true)})`];
    return [];
  });
}

function types(parameters: readonly AbiParameter[], named = false): string {
  return parameters
    .map((parameter) => {
      const name = named ? ` ${parameter.name}` : '';
      const indexed = 'indexed' in parameter && parameter.indexed ? ' indexed' : '';
      if (!('components' in parameter)) return `${parameter.type}${indexed}${name}`;
      return `(${types(parameter.components as AbiParameter[], true)})${parameter.type.slice('tuple'.length)}${name}`;
    })
    .join(', ');
}
