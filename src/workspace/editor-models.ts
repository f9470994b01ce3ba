import { writeFile } from '../stores/workspace-files.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { monaco } from './monaco-setup.ts';

/**
 * One Monaco model per file of the open project, so that undo and folding last as long as the project is open,
 * whichever layout shows it. The store holds the text; a model follows it and writes back what is typed.
 */
const models = new Map<string, monaco.editor.ITextModel>();
const viewStates = new Map<string, monaco.editor.ICodeEditorViewState>();
let projectId: string | undefined;

const LANGUAGES: Record<string, string> = {
  rs: 'rust',
  toml: 'toml',
  lock: 'toml',
  md: 'markdown',
  idl: 'rust',
  ini: 'ini',
};

export function getModel(path: string): monaco.editor.ITextModel | null {
  const { project } = useWorkspace.getState();
  const text = project?.files[path];
  if (!project || text === undefined) return null;
  if (projectId !== project.id) {
    dropModels(() => true);
    projectId = project.id;
  }
  let model = models.get(path);
  if (!model) {
    const language = LANGUAGES[path.split('.').pop() ?? ''] ?? 'plaintext';
    model = monaco.editor.createModel(text, language, monaco.Uri.file(`/${project.id}/${path}`));
    model.updateOptions({ tabSize: path.endsWith('.md') ? 2 : 4, insertSpaces: true });
    model.onDidChangeContent(() => {
      if (models.get(path) === model) writeFile(path, model?.getValue() ?? '');
    });
    models.set(path, model);
  } else if (model.getValue() !== text) {
    model.setValue(text);
  }
  return model;
}

/** Models of files that are gone (deleted, renamed, another project) are freed. */
export function dropStaleModels(): void {
  const { project } = useWorkspace.getState();
  dropModels((path) => project?.id !== projectId || project?.files[path] === undefined);
}

export function rememberView(path: string, state: monaco.editor.ICodeEditorViewState | null): void {
  if (state) viewStates.set(path, state);
}

export function recallView(path: string): monaco.editor.ICodeEditorViewState | undefined {
  return viewStates.get(path);
}

export function eachModel(visit: (path: string, model: monaco.editor.ITextModel) => void): void {
  for (const [path, model] of models) visit(path, model);
}

function dropModels(when: (path: string) => boolean): void {
  for (const [path, model] of models) {
    if (!when(path)) continue;
    models.delete(path);
    viewStates.delete(path);
    model.dispose();
  }
}
