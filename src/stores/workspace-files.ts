import { moveEntry, removeEntry } from './file-rules.ts';
import { updateProject, useWorkspace } from './workspace-store.ts';

/** What can be done to the files and tabs of the open project. */
export function openFile(path: string, place?: { line: number; column: number }): void {
  const { project } = useWorkspace.getState();
  if (!project || project.files[path] === undefined) return;
  const tabs = project.tabs.includes(path) ? project.tabs : [...project.tabs, path];
  updateProject({ tabs, activePath: path });
  if (place) useWorkspace.setState({ reveal: { path, ...place } });
}

export function closeTab(path: string): void {
  const { project } = useWorkspace.getState();
  if (!project) return;
  const index = project.tabs.indexOf(path);
  const tabs = project.tabs.filter((tab) => tab !== path);
  const activePath =
    project.activePath === path ? (tabs[Math.min(index, tabs.length - 1)] ?? null) : project.activePath;
  updateProject({ tabs, activePath });
}

export function writeFile(path: string, text: string): void {
  const { project } = useWorkspace.getState();
  if (!project || project.files[path] === text) return;
  updateProject({ files: { ...project.files, [path]: text } });
}

export function createFolder(path: string): void {
  const { project } = useWorkspace.getState();
  if (project && !project.folders.includes(path)) updateProject({ folders: [...project.folders, path] });
}

/** Renames or moves a file or a folder with all that is in it. */
export function moveInProject(from: string, to: string): void {
  const { project } = useWorkspace.getState();
  if (project) updateProject(moveEntry(project, from, to));
}

/** Deletes a file or folder; the returned function brings it back. */
export function removeFromProject(path: string): () => void {
  const { project } = useWorkspace.getState();
  if (!project) return () => {};
  const { files, folders, tabs, activePath } = project;
  updateProject(removeEntry(project, path));
  return () => {
    const now = useWorkspace.getState().project;
    if (now?.id !== project.id) return;
    updateProject({
      files: { ...files, ...now.files },
      folders: [...new Set([...folders, ...now.folders])],
      tabs,
      activePath,
    });
  };
}
