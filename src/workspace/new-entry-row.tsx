import { pathProblem } from '../stores/file-rules.ts';
import { createFolder, openFile, writeFile } from '../stores/workspace-files.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { NameInput } from './name-input.tsx';

/** The input for a new file or folder; `folder` is where it goes, and `a/b.rs` makes folders on the way. */
export function NewEntryRow({ kind, folder, onDone }: { kind: 'file' | 'folder'; folder: string; onDone: () => void }) {
  const prefix = folder === '' ? '' : `${folder}/`;

  function create(name: string): string | null {
    const { project } = useWorkspace.getState();
    const path = prefix + name;
    const problem = project ? pathProblem(path, project) : 'No project is open';
    if (problem !== null) return problem;
    if (kind === 'folder') createFolder(path);
    else {
      writeFile(path, '');
      openFile(path);
    }
    return null;
  }

  return (
    <div className="new-entry">
      <span className="muted mono">{prefix}</span>
      <NameInput
        initial=""
        label={`Name of the new ${kind}`}
        placeholder={kind === 'file' ? 'name.rs' : 'name'}
        onSubmit={create}
        onDone={onDone}
      />
    </div>
  );
}
