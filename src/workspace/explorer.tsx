import { type ReactNode, useState } from 'react';
import { useWorkspace } from '../stores/workspace-store.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { FileTree } from './file-tree.tsx';
import { ProgramFiles } from './program-files.tsx';

interface ExplorerProps {
  onUpload: (input: HTMLInputElement) => void;
  onDeploy: (artifactId: string) => void;
  /** What to offer when there is no project. */
  start: ReactNode;
}

/** Files of the open project and the programs (wasm) made from or added to it. */
export function Explorer({ onUpload, onDeploy, start }: ExplorerProps) {
  const project = useWorkspace((state) => state.project);
  const [creating, setCreating] = useState<'file' | 'folder' | null>(null);
  if (!project) return <EmptyState text="No project is open.">{start}</EmptyState>;
  return (
    <div className="explorer">
      <header className="panel-header">
        <h2>{project.name}</h2>
        <div className="panel-header__actions">
          <button
            type="button"
            className="icon-button"
            title="New file"
            aria-label="New file"
            onClick={() => setCreating('file')}
          >
            <Icon name="newFile" />
          </button>
          <button
            type="button"
            className="icon-button"
            title="New folder"
            aria-label="New folder"
            onClick={() => setCreating('folder')}
          >
            <Icon name="newFolder" />
          </button>
          <UploadButton
            label="Upload files"
            title="Upload .rs, .zip, .wasm and .idl files"
            icon="upload"
            onUpload={onUpload}
          />
          <UploadButton
            label="Upload a folder"
            title="Upload a folder"
            icon="uploadFolder"
            folder
            onUpload={onUpload}
          />
        </div>
      </header>
      <FileTree creating={creating} onCreated={() => setCreating(null)} />
      <ProgramFiles onDeploy={onDeploy} />
    </div>
  );
}

interface UploadButtonProps {
  label: string;
  title: string;
  icon: 'upload' | 'uploadFolder';
  folder?: boolean;
  onUpload: (input: HTMLInputElement) => void;
}

function UploadButton({ label, title, icon, folder, onUpload }: UploadButtonProps) {
  return (
    <label className="icon-button" title={title}>
      <Icon name={icon} />
      <input
        type="file"
        multiple
        className="visually-hidden"
        aria-label={label}
        {...(folder ? { webkitdirectory: '' } : { accept: '.rs,.toml,.md,.zip,.wasm,.idl,.txt,.json' })}
        onChange={(event) => {
          onUpload(event.currentTarget);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
