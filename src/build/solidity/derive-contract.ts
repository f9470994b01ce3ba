import type { AbiEntry, AbiParameter } from './standard-json.ts';

/**
 * Solidity text of a contract that implements every function of an interface with an empty body: it does nothing, it
 * only shows the functions. The compiler decides whether the text is right.
 * @param name of the interface, e.g. `ICounter`; the contract is then `CounterAbi`
 */
export function deriveContract(name: string, abi: AbiEntry[]): string {
  const functions = abi.filter(({ type }) => type === 'function').map(functionText);
  return [`contract ${contractName(name)} is ${name} {`, ...functions, '}', ''].join('\n');
}

function contractName(interfaceName: string): string {
  return `${interfaceName.replace(/^I(?=[A-Z])/, '')}Abi`;
}

function functionText({ name, inputs = [], outputs = [], stateMutability }: AbiEntry): string {
  const mutability = stateMutability === 'nonpayable' ? '' : ` ${stateMutability}`;
  const returns = outputs.length ? ` returns (${list(outputs, 'memory')})` : '';
  return `    function ${name}(${list(inputs, 'calldata')}) external${mutability}${returns} {}`;
}

function list(parameters: AbiParameter[], location: string): string {
  return parameters
    .map(({ type, internalType = type, name }) => {
      const text = internalType.replace(/^(struct|enum|contract) /, '');
      return [text, ...(isReference(type) ? [location] : []), ...(name ? [name] : [])].join(' ');
    })
    .join(', ');
}

/** Whether Solidity wants to know where a value of this type lies. */
function isReference(type: string): boolean {
  return type === 'string' || type === 'bytes' || type.startsWith('tuple') || type.endsWith(']');
}
