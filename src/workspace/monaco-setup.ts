import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/rust/register.js';
import 'monaco-editor/languages/definitions/markdown/register.js';
import 'monaco-editor/languages/definitions/ini/register.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import * as monaco from 'monaco-editor/editor.js';

/**
 * The editor with what this app needs and no more: loaded lazily, as one chunk. Rust and Markdown highlighting
 * come with Monaco; TOML has the definition below.
 */
globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };

monaco.languages.register({ id: 'toml', extensions: ['.toml', '.lock'] });
monaco.languages.setLanguageConfiguration('toml', {
  comments: { lineComment: '#' },
  brackets: [
    ['[', ']'],
    ['{', '}'],
  ],
  autoClosingPairs: [
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: '"', close: '"' },
  ],
});
monaco.languages.setMonarchTokensProvider('toml', {
  tokenizer: {
    root: [
      [/#.*$/, 'comment'],
      [/^\s*\[\[?[^\]]*\]\]?/, 'type'],
      [/[A-Za-z0-9_.-]+(?=\s*=)/, 'variable'],
      [/"""/, 'string', '@multiline'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/'[^']*'/, 'string'],
      [/\b(true|false)\b/, 'keyword'],
      [/[+-]?\d[\d_.eE+-]*/, 'number'],
    ],
    multiline: [
      [/"""/, 'string', '@pop'],
      [/./, 'string'],
    ],
  },
});

// Token colours keep 4.5 : 1 against their background; Monaco's own comments and line numbers do not.
monaco.editor.defineTheme('gear-light', {
  base: 'vs',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '56685a' },
    { token: 'keyword', foreground: '7a2e9d' },
    { token: 'string', foreground: '8a3b12' },
    { token: 'number', foreground: '0a5f87' },
    { token: 'type', foreground: '0b6b58' },
  ],
  colors: {
    'editor.background': '#ffffff',
    'editorLineNumber.foreground': '#6b7280',
    'editorLineNumber.activeForeground': '#1a1c1f',
    'editor.lineHighlightBackground': '#f5f6f8',
    'editor.lineHighlightBorder': '#00000000',
    'editorGutter.background': '#ffffff',
    focusBorder: '#0b6b58',
  },
});
monaco.editor.defineTheme('gear-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '8fa396' },
    { token: 'keyword', foreground: 'cda2ea' },
    { token: 'string', foreground: 'e3a47e' },
    { token: 'number', foreground: '86c7ea' },
    { token: 'type', foreground: '58c9ac' },
  ],
  colors: {
    'editor.background': '#15171b',
    'editorLineNumber.foreground': '#8b93a0',
    'editorLineNumber.activeForeground': '#e3e6ea',
    'editor.lineHighlightBackground': '#1b1e23',
    'editor.lineHighlightBorder': '#00000000',
    'editorGutter.background': '#15171b',
    'editorStickyScroll.background': '#15171b',
    'editorWidget.background': '#1b1e23',
    focusBorder: '#58c9ac',
  },
});

export { monaco };
