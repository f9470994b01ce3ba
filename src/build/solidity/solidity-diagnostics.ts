import type { Diagnostic } from '../protocol.ts';
import { SOURCE_FILE, type SolcError } from './standard-json.ts';

/** What solc says, in the shape of rustc's diagnostics. */
export function solidityDiagnostics(source: string, errors: SolcError[]): Diagnostic[] {
  const bytes = new TextEncoder().encode(source);
  return errors.map(({ severity, type, message, formattedMessage, errorCode, sourceLocation }) => ({
    level: severity === 'info' ? 'note' : severity,
    message: `${type}: ${message}`,
    ...(errorCode && { code: errorCode }),
    rendered: formattedMessage ?? message,
    spans:
      sourceLocation && sourceLocation.start >= 0
        ? [{ file: SOURCE_FILE, ...span(bytes, sourceLocation.start, sourceLocation.end), isPrimary: true }]
        : [],
  }));
}

/** An error of ours, not of the compiler. */
export function solidityProblem(message: string, rendered: string = message): Diagnostic {
  return { level: 'error', message, rendered, spans: [] };
}

function span(bytes: Uint8Array, start: number, end: number) {
  const [startLine, startColumn] = place(bytes, start);
  const [endLine, endColumn] = place(bytes, end);
  return { startLine, startColumn, endLine, endColumn };
}

/** Offset in bytes → line and column of characters, both from 1. */
function place(bytes: Uint8Array, offset: number): [line: number, column: number] {
  const lines = new TextDecoder().decode(bytes.subarray(0, offset)).split('\n');
  return [lines.length, (lines.at(-1) as string).length + 1];
}
