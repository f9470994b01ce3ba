import { pathProblem, type TreeEntry } from '../stores/file-rules.ts';
import { moveInProject } from '../stores/workspace-files.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { Icon } from '../ui/icon.tsx';
import { NameInput } from './name-input.tsx';

interface FileTreeRowProps {
  entry: TreeEntry;
  open: boolean;
  active: boolean;
  focusable: boolean;
  renaming: boolean;
  onActivate: () => void;
  onRename: () => void;
  /** With the path after the renaming, changed or not. */
  onRenamed: (path: string) => void;
  onRemove: () => void;
}

export function FileTreeRow({
  entry,
  open,
  active,
  focusable,
  renaming,
  onActivate,
  onRename,
  onRenamed,
  onRemove,
}: FileTreeRowProps) {
  const { path, name, level, kind } = entry;
  const indent = { paddingLeft: `${4 + (level - 1) * 14}px` };
  const parent = path.slice(0, path.length - name.length);

  function rename(to: string): string | null {
    const target = parent + to;
    if (target === path) return null;
    const { project } = useWorkspace.getState();
    const problem = project ? pathProblem(target, project) : null;
    if (problem === null) {
      moveInProject(path, target);
      onRenamed(target);
    }
    return problem;
  }

  return (
    // The tree handles keys for all its rows.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      role="treeitem"
      className="tree__row"
      aria-level={level}
      aria-label={name}
      aria-selected={active}
      {...(kind === 'folder' && { 'aria-expanded': open })}
      tabIndex={focusable ? 0 : -1}
      style={indent}
      onClick={onActivate}
    >
      <span className="tree__icon">
        {kind === 'folder' && <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />}
      </span>
      {renaming ? (
        <NameInput initial={name} label={`New name of ${name}`} onSubmit={rename} onDone={() => onRenamed(path)} />
      ) : (
        <>
          <span className="tree__name">{name}</span>
          <span className="tree__actions">
            <RowButton label={`Rename ${name}`} icon="rename" onClick={onRename} />
            <RowButton label={`Delete ${name}`} icon="trash" onClick={onRemove} />
          </span>
        </>
      )}
    </div>
  );
}

function RowButton({ label, icon, onClick }: { label: string; icon: 'rename' | 'trash'; onClick: () => void }) {
  return (
    <button
      type="button"
      className="icon-button icon-button--small"
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon name={icon} size={13} />
    </button>
  );
}
