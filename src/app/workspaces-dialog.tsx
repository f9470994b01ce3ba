import { toast } from 'sonner';
import { useLayout } from '../stores/layout-store.ts';
import { addProject, deleteProject, openProject, updateProject, useWorkspace } from '../stores/workspace-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { CommandButton } from './commands/command-button.tsx';
import { showError } from './commands/registry.ts';
import { exportProject, newProject } from './commands/workspace-commands.ts';

/** Every project kept in this browser: open, rename, delete (and undo). */
export function WorkspacesDialog() {
  const projects = useWorkspace((state) => state.projects);
  const current = useWorkspace(({ project }) => project);
  const close = () => useLayout.getState().setWorkspacesOpen(false);

  async function remove(id: string, name: string) {
    const removed = await deleteProject(id);
    if (!removed) return;
    toast(`${name} deleted`, {
      action: { label: 'Undo', onClick: () => void addProject(removed).catch(showError) },
      duration: 15_000,
    });
  }

  return (
    <Dialog title="Workspaces" onClose={close}>
      {current && (
        <label className="field">
          <span>Name of the open project</span>
          <input
            className="input"
            defaultValue={current.name}
            key={current.id}
            onBlur={(event) =>
              event.currentTarget.value.trim() && updateProject({ name: event.currentTarget.value.trim() })
            }
          />
        </label>
      )}
      <ul className="workspaces" aria-label="Projects">
        {projects.map(({ id, name, updatedAt }) => (
          <li key={id} className="workspaces__row">
            <button
              type="button"
              className="workspaces__open"
              aria-current={id === current?.id ? 'true' : undefined}
              onClick={() => void openProject(id).then(close, showError)}
            >
              <span>{name}</span>
              <span className="muted">{new Date(updatedAt).toLocaleString()}</span>
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={`Delete ${name}`}
              title={`Delete ${name}`}
              onClick={() => void remove(id, name).catch(showError)}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog__footer" onClickCapture={() => setTimeout(close)}>
        <CommandButton command={newProject} />
        <CommandButton command={exportProject} />
      </div>
    </Dialog>
  );
}
