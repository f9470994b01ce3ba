import { type KeyboardEvent, useRef, useState } from 'react';
import { toast } from 'sonner';
import { type TreeEntry, visibleEntries } from '../stores/file-rules.ts';
import { openFile, removeFromProject } from '../stores/workspace-files.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { FileTreeRow } from './file-tree-row.tsx';
import { NewEntryRow } from './new-entry-row.tsx';

/** The project's files as an ARIA tree: arrows move, Enter opens, F2 renames, Delete deletes (and can be undone). */
export function FileTree({ creating, onCreated }: { creating: 'file' | 'folder' | null; onCreated: () => void }) {
  const project = useWorkspace((state) => state.project);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  if (!project) return null;
  const entries = visibleEntries(project, closed);
  const current =
    entries.find(({ path }) => path === focused) ??
    entries.find(({ path }) => path === project.activePath) ??
    entries[0];

  function focus(path: string | undefined) {
    if (path === undefined) return;
    setFocused(path);
    requestAnimationFrame(() => tree.current?.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus());
  }

  function toggle(path: string, open: boolean) {
    const next = new Set(closed);
    if (open) next.delete(path);
    else next.add(path);
    setClosed(next);
  }

  function activate(entry: TreeEntry) {
    setFocused(entry.path);
    if (entry.kind === 'folder') toggle(entry.path, closed.has(entry.path));
    else openFile(entry.path);
  }

  function remove(path: string) {
    const undo = removeFromProject(path);
    toast(`${path} deleted`, { action: { label: 'Undo', onClick: undo }, duration: 15_000 });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!current || renaming !== null || event.target instanceof HTMLInputElement) return;
    const index = entries.indexOf(current);
    const isOpen = current.kind === 'folder' && !closed.has(current.path);
    const keys = new Map<string, () => void>([
      ['ArrowDown', () => focus(entries[index + 1]?.path)],
      ['ArrowUp', () => focus(entries[index - 1]?.path)],
      ['Home', () => focus(entries[0]?.path)],
      ['End', () => focus(entries.at(-1)?.path)],
      [
        'ArrowRight',
        () => (current.kind === 'folder' && !isOpen ? toggle(current.path, true) : focus(entries[index + 1]?.path)),
      ],
      [
        'ArrowLeft',
        () =>
          isOpen ? toggle(current.path, false) : focus(current.path.split('/').slice(0, -1).join('/') || undefined),
      ],
      ['Enter', () => activate(current)],
      [' ', () => activate(current)],
      ['F2', () => setRenaming(current.path)],
      ['Delete', () => remove(current.path)],
    ]);
    const action = keys.get(event.key);
    if (!action || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    action();
  }

  const folder = current?.kind === 'folder' ? current.path : (current?.path.split('/').slice(0, -1).join('/') ?? '');
  return (
    <>
      {creating && <NewEntryRow kind={creating} folder={folder} onDone={onCreated} />}
      <div className="tree" role="tree" aria-label="Files" ref={tree} onKeyDown={onKeyDown}>
        {entries.map((entry) => (
          <FileTreeRow
            key={entry.path}
            entry={entry}
            open={!closed.has(entry.path)}
            active={entry.path === project.activePath}
            focusable={entry.path === current?.path}
            renaming={renaming === entry.path}
            onActivate={() => activate(entry)}
            onRename={() => setRenaming(entry.path)}
            onRenamed={(path) => {
              setRenaming(null);
              focus(path);
            }}
            onRemove={() => remove(entry.path)}
          />
        ))}
      </div>
    </>
  );
}
