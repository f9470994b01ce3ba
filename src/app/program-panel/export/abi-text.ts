/**
 * The line of a human-readable ABI that declares `name`.
 * @param kind what it declares
 */
export function abiLine(abi: readonly string[], kind: 'function' | 'event', name: string): string {
  const line = abi.find((candidate) => candidate.startsWith(`${kind} ${name}(`));
  if (!line) throw new Error(`The ABI has no ${kind} ${name}`);
  return line;
}

/** `function sendMessage(bytes payload, bool callReply) payable returns (…)` → `sendMessage(bytes,bool)`, as cast takes it. */
export function abiSignature(line: string): string {
  const [, name, parameters] = /^(?:function|event) (\w+)\(([^)]*)\)/.exec(line) ?? [];
  if (name === undefined || parameters === undefined) throw new Error(`Neither function nor event: ${line}`);
  const types = parameters.split(',').map((parameter) => parameter.trim().split(' ')[0]);
  return `${name}(${types.join(',')})`;
}

/** A human-readable ABI as a Solidity interface; errors and structs are left out. */
export function solidityInterface(name: string, abi: readonly string[]): string {
  const lines = abi.filter((line) => line.startsWith('function ') || line.startsWith('event ')).map(declaration);
  return `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.0;\n\ninterface ${name} {\n${lines
    .map((line) => `    ${line};\n`)
    .join('')}}\n`;
}

function declaration(line: string): string {
  if (!line.startsWith('function ')) return line;
  const [, head = '', rest = ''] = /^(function \w+\([^)]*\))(.*)$/.exec(line) ?? [];
  return `${withLocation(head, 'calldata')} external${withLocation(rest, 'memory')}`;
}

/** Bytes and strings have to say where they lie. */
function withLocation(text: string, location: 'calldata' | 'memory'): string {
  return text.replace(/\b(bytes|string)\b(?=[ ,)])/g, `$1 ${location}`);
}
