import { create } from 'zustand';
import type { Files } from './file-rules.ts';
import type { Artifact, Project, WorkspaceStorage } from './workspace-storage.ts';

interface WorkspaceState {
  /** False until the stored projects are read. */
  ready: boolean;
  /** The open project; null only before anything is loaded. */
  project: Project | null;
  /** Every project, the latest used first. */
  projects: { id: string; name: string; updatedAt: number }[];
  /** `saved` once everything is in the browser's storage. */
  saving: 'saved' | 'saving' | 'failed';
  /** Where the editor is to put the cursor next; consumed by the editor. */
  reveal: { path: string; line: number; column: number } | null;
}

export const useWorkspace = create<WorkspaceState>()(() => ({
  ready: false,
  project: null,
  projects: [],
  saving: 'saved',
  reveal: null,
}));

const { getState, setState } = useWorkspace;
let storage: WorkspaceStorage | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads what was stored last and opens the project used last; false when there is none yet. */
export async function startWorkspace(workspaceStorage: WorkspaceStorage): Promise<boolean> {
  storage = workspaceStorage;
  const projects = await storage.list();
  const latest = projects[0] && (await storage.load(projects[0].id));
  setState({ ready: true, projects, project: latest ?? null });
  addEventListener('pagehide', () => void flush());
  return latest !== undefined;
}

/** Writes now what waits to be written. */
export async function flush(): Promise<void> {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  const { project } = getState();
  if (!project || !storage) return;
  try {
    await storage.save(project);
    if (getState().project === project) setState({ saving: 'saved' });
  } catch (error) {
    // The status bar shows it; the text stays in memory and the next edit tries again.
    console.info('The workspace could not be stored', error);
    setState({ saving: 'failed' });
  }
}

/** Changes the open project and stores it soon after. */
export function updateProject(change: Partial<Project>): void {
  const { project, projects } = getState();
  if (!project) return;
  const next = { ...project, ...change, updatedAt: Date.now() };
  const entry = { id: next.id, name: next.name, updatedAt: next.updatedAt };
  setState({ project: next, saving: 'saving', projects: [entry, ...projects.filter(({ id }) => id !== next.id)] });
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), 250);
}

export async function addProject(parts: Pick<Project, 'name' | 'files'> & Partial<Project>): Promise<void> {
  await flush();
  const { projects } = getState();
  const names = new Set(projects.map(({ name }) => name));
  let name = parts.name;
  for (let n = 2; names.has(name); n++) name = `${parts.name} ${n}`;
  const first = firstFile(parts.files);
  const project: Project = {
    artifacts: [],
    folders: [],
    tabs: first ? [first] : [],
    activePath: first ?? null,
    ...parts,
    name,
    id: crypto.randomUUID(),
    updatedAt: Date.now(),
  };
  setState({ project });
  updateProject({});
  await flush();
}

export async function openProject(id: string): Promise<void> {
  await flush();
  const project = await storage?.load(id);
  if (!project) return;
  setState({ project });
  updateProject({});
}

export async function deleteProject(id: string): Promise<Project | undefined> {
  await flush();
  const removed = await storage?.load(id);
  await storage?.remove(id);
  const projects = getState().projects.filter((project) => project.id !== id);
  setState({ projects });
  if (getState().project?.id === id) {
    const next = projects[0] && (await storage?.load(projects[0].id));
    setState({ project: next ?? null });
  }
  return removed;
}

/** Adds a program (wasm and interface) that can be deployed; the newest is first, the same code is kept once. */
export function addArtifact(artifact: Artifact): void {
  const { project } = getState();
  if (!project) return;
  const others = project.artifacts.filter(({ id }) => id !== artifact.id);
  updateProject({ artifacts: [artifact, ...others].slice(0, 12) });
}

export function removeArtifact(id: string): void {
  const { project } = getState();
  if (project) updateProject({ artifacts: project.artifacts.filter((artifact) => artifact.id !== id) });
}

function firstFile(files: Files): string | undefined {
  const paths = Object.keys(files).sort();
  return paths.find((path) => path.endsWith('src/lib.rs')) ?? paths.find((path) => path.endsWith('.rs')) ?? paths[0];
}
