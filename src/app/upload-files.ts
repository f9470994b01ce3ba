import { toast } from 'sonner';
import { readIdlSection } from '../program/read-idl-section.ts';
import { freePath, sizeProblem } from '../stores/file-rules.ts';
import { useLayout } from '../stores/layout-store.ts';
import { offerDeploy } from '../stores/program-store.ts';
import { openFile } from '../stores/workspace-files.ts';
import { addArtifact, addProject, updateProject, useWorkspace } from '../stores/workspace-store.ts';
import { readUpload, type Upload, type UploadSource } from '../workspace/read-upload.ts';
import { showError } from './commands/registry.ts';

/**
 * Takes what was chosen or dropped. A whole Cargo project opens as a project of its own; single files join the
 * open one under a free name; programs become ready to deploy. Nothing that exists is overwritten.
 */
export async function uploadFiles(sources: UploadSource[]): Promise<void> {
  try {
    const upload = await readUpload(sources);
    if ('Cargo.toml' in upload.files) await addAsProject(upload, sources);
    else addToProject(upload);
    addPrograms(upload);
    reportRefused(upload);
  } catch (error) {
    showError(error);
  }
}

async function addAsProject({ files }: Upload, sources: UploadSource[]): Promise<void> {
  const problem = sizeProblem(files);
  if (problem) {
    toast.error(problem, { description: 'Nothing was added.' });
    return;
  }
  const folder = sources[0]?.path.split('/')[0]?.replace(/\.zip$/i, '');
  const name = /^\s*name\s*=\s*"([^"]+)"/m.exec(files['Cargo.toml'] ?? '')?.[1] ?? folder ?? 'project';
  await addProject({ name, files });
  toast.success(`${name} is open as a project of its own`);
}

function addToProject({ files }: Upload): void {
  const { project } = useWorkspace.getState();
  const entries = Object.entries(files);
  if (!project || entries.length === 0) return;
  const next = { ...project.files };
  const added: string[] = [];
  for (const [path, text] of entries) {
    const wanted = path.endsWith('.rs') && !path.includes('/') ? `src/${path}` : path;
    if (next[wanted] === text) continue;
    const free = freePath(wanted, next);
    next[free] = text;
    added.push(free);
  }
  const problem = sizeProblem(next);
  if (problem) {
    toast.error(problem, { description: 'Nothing was added.' });
    return;
  }
  updateProject({ files: next });
  const [first] = added;
  if (first) openFile(first);
  toast.success(added.length === 1 ? `${first} added` : `${added.length} files added`);
}

function addPrograms({ programs }: Upload): void {
  for (const { name, wasm, idl } of programs) {
    const text = idl ?? readIdlSection(wasm);
    const id = `upload:${name}:${wasm.length}:${Date.now()}`;
    addArtifact({ id, name, wasm, origin: 'upload', at: Date.now(), ...(text !== undefined && { idl: text }) });
    offerDeploy(id);
    useLayout.getState().showNarrow('program');
    toast.success(`${name}.wasm is ready to deploy`, {
      description:
        text === undefined
          ? 'It brings no interface: payloads are sent as bytes. Upload it with its .idl for forms.'
          : undefined,
    });
  }
}

function reportRefused({ refused }: Upload): void {
  const shown = refused.slice(0, 3);
  for (const { path, reason } of shown) toast.error(`${path} was not added`, { description: reason, duration: 12_000 });
  if (refused.length > shown.length) toast.error(`${refused.length - shown.length} more files were not added`);
}
