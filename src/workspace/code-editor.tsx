import { useEffect, useRef } from 'react';
import { useBuild } from '../stores/build-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { dropStaleModels, getModel, recallView, rememberView } from './editor-models.ts';
import { monaco } from './monaco-setup.ts';
import { showMarkers } from './show-markers.ts';

/** Monaco on the active file. Default export, because it is loaded with `React.lazy`. */
export default function CodeEditor({
  path,
  theme,
}: {
  path: string;
  theme: 'gear-light' | 'gear-dark' | 'hc-light' | 'hc-black';
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const fontSize = useSettings((settings) => settings.fontSize);
  const projectId = useWorkspace(({ project }) => project?.id);
  const text = useWorkspace(({ project }) => project?.files[path]);
  const reveal = useWorkspace((state) => state.reveal);
  const diagnostics = useBuild((build) => build.diagnostics);

  useEffect(() => {
    if (!host.current) return;
    const created = monaco.editor.create(host.current, {
      model: null,
      automaticLayout: true,
      fontFamily: "'JetBrains Mono', ui-monospace, monospace",
      fontLigatures: false,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      padding: { top: 8 },
      fixedOverflowWidgets: true,
      ariaLabel: 'Code editor',
      accessibilitySupport: 'auto',
      renderLineHighlightOnlyWhenFocus: true,
      lineNumbersMinChars: 3,
    });
    editor.current = created;
    // The palette opens with F1 everywhere, so Monaco's own must not take the key.
    for (const key of [monaco.KeyCode.F1]) monaco.editor.addKeybindingRule({ keybinding: key, command: null });
    return () => {
      editor.current = null;
      created.dispose();
    };
  }, []);

  useEffect(() => monaco.editor.setTheme(theme), [theme]);
  useEffect(() => editor.current?.updateOptions({ fontSize }), [fontSize]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another project may have a file of the same path
  useEffect(() => {
    const current = editor.current;
    const model = getModel(path);
    current?.setModel(model);
    const view = recallView(path);
    if (view) current?.restoreViewState(view);
    dropStaleModels();
    return () => rememberView(path, current?.saveViewState() ?? null);
  }, [path, projectId]);

  // Text that changed elsewhere (undo of a deletion, an upload) reaches the model here; typing comes back equal.
  useEffect(() => {
    if (text !== undefined) getModel(path);
  }, [path, text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a model that was just made needs its markers too
  useEffect(() => showMarkers(diagnostics), [diagnostics, path]);

  useEffect(() => {
    if (reveal?.path !== path || !editor.current) return;
    const position = { lineNumber: reveal.line, column: reveal.column };
    editor.current.setPosition(position);
    editor.current.revealPositionInCenter(position);
    editor.current.focus();
    useWorkspace.setState({ reveal: null });
  }, [reveal, path]);

  return <div className="code-editor" ref={host} data-testid="code-editor" />;
}
