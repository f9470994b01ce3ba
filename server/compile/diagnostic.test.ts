import { describe, expect, it } from 'vitest';
import { type RustcMessage, toDiagnostic } from './diagnostic.ts';

const files = { 'src/lib.rs': '' };
const span = {
  file_name: 'src/lib.rs',
  line_start: 3,
  column_start: 5,
  line_end: 3,
  column_end: 9,
  is_primary: true,
  label: 'expected `u32`',
  expansion: null,
};
const message: RustcMessage = {
  level: 'error',
  message: 'mismatched types',
  code: { code: 'E0308' },
  rendered: 'error[E0308]: mismatched types',
  spans: [span],
};

describe('toDiagnostic', () => {
  it('gives the place in the user’s file', () => {
    expect(toDiagnostic(message, files)).toEqual({
      level: 'error',
      message: 'mismatched types',
      code: 'E0308',
      rendered: 'error[E0308]: mismatched types',
      spans: [
        {
          file: 'src/lib.rs',
          startLine: 3,
          startColumn: 5,
          endLine: 3,
          endColumn: 9,
          isPrimary: true,
          label: 'expected `u32`',
        },
      ],
    });
  });

  it('shows what is inside a macro where the macro was called', () => {
    const inMacro = { ...span, file_name: '/vendor/sails-rs/src/lib.rs', line_start: 900, expansion: { span } };
    expect(toDiagnostic({ ...message, spans: [inMacro] }, files)?.spans[0]).toMatchObject({ startLine: 3 });
  });

  it('leaves out places in other people’s files', () => {
    const foreign = { ...span, file_name: '/rust/lib/core.rs' };
    expect(toDiagnostic({ ...message, spans: [foreign] }, files)?.spans).toEqual([]);
  });

  it('leaves out summaries', () => {
    const summary = { ...message, message: 'aborting due to 1 previous error', code: null, spans: [] };
    expect(toDiagnostic(summary, files)).toBeUndefined();
    expect(toDiagnostic({ ...message, level: 'failure-note' }, files)).toBeUndefined();
  });
});
