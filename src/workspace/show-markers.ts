import type { Diagnostic } from '../build/protocol.ts';
import { eachModel } from './editor-models.ts';
import { monaco } from './monaco-setup.ts';

const SEVERITY = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  note: monaco.MarkerSeverity.Info,
  help: monaco.MarkerSeverity.Hint,
};

/** Puts the compiler's diagnostics into the editor: the primary span carries the message, the others their label. */
export function showMarkers(diagnostics: readonly Diagnostic[]): void {
  eachModel((path, model) => {
    const markers = diagnostics.flatMap((diagnostic) =>
      diagnostic.spans
        .filter((span) => span.file === path)
        .map((span) => ({
          severity: span.isPrimary ? SEVERITY[diagnostic.level] : monaco.MarkerSeverity.Info,
          message: span.isPrimary
            ? [diagnostic.message, span.label].filter(Boolean).join('\n')
            : (span.label ?? diagnostic.message),
          source: 'rustc',
          ...(diagnostic.code && { code: diagnostic.code }),
          startLineNumber: span.startLine,
          startColumn: span.startColumn,
          endLineNumber: span.endLine,
          endColumn: span.endColumn,
        })),
    );
    monaco.editor.setModelMarkers(model, 'rustc', markers);
  });
}
