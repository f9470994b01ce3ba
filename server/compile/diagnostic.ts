import type { Diagnostic } from '../../src/build/protocol.ts';

/** A `compiler-message` of cargo, as far as it is used. See https://doc.rust-lang.org/rustc/json.html */
export interface RustcMessage {
  level: string;
  message: string;
  code: { code: string } | null;
  rendered: string | null;
  spans: RustcSpan[];
}

interface RustcSpan {
  file_name: string;
  line_start: number;
  column_start: number;
  line_end: number;
  column_end: number;
  is_primary: boolean;
  label: string | null;
  /** Where the code was written from which a macro made this. */
  expansion: { span: RustcSpan } | null;
}

/**
 * rustc's message as the editor needs it, with places in the user's files only: what is inside a macro is shown where the macro was
 * called. Undefined for messages that only sum up others.
 */
export function toDiagnostic(message: RustcMessage, files: Record<string, string>): Diagnostic | undefined {
  const level = levels[message.level];
  if (!level || isSummary(message)) return undefined;
  const spans: Diagnostic['spans'] = [];
  for (const span of message.spans) {
    const own = inOwnFile(span, files);
    if (!own) continue;
    spans.push({
      file: own.file_name,
      startLine: own.line_start,
      startColumn: own.column_start,
      endLine: own.line_end,
      endColumn: own.column_end,
      isPrimary: span.is_primary,
      ...(span.label && { label: span.label }),
    });
  }
  return {
    level,
    message: message.message,
    ...(message.code && { code: message.code.code }),
    rendered: message.rendered ?? message.message,
    spans,
  };
}

const levels: Record<string, Diagnostic['level'] | undefined> = {
  error: 'error',
  'error: internal compiler error': 'error',
  warning: 'warning',
  note: 'note',
  help: 'help',
};

function inOwnFile(span: RustcSpan, files: Record<string, string>): RustcSpan | undefined {
  let current: RustcSpan | undefined = span;
  while (current && !Object.hasOwn(files, current.file_name)) current = current.expansion?.span;
  return current;
}

function isSummary({ message, spans, code }: RustcMessage): boolean {
  return spans.length === 0 && !code && /^aborting due to |^\d+ warnings? emitted|^For more information/.test(message);
}
