import { toast } from 'sonner';
import type { BuildClient } from '../build/build-client.ts';
import type { BuildArtifact, BuildEvent, Diagnostic } from '../build/protocol.ts';
import { AppError } from '../shared/app-error.ts';
import { type BuildState, useBuild } from '../stores/build-store.ts';
import { sizeProblem } from '../stores/file-rules.ts';
import { useLayout } from '../stores/layout-store.ts';
import { offerDeploy } from '../stores/program-store.ts';
import { addArtifact, flush, updateProject, useWorkspace } from '../stores/workspace-store.ts';

/** Saves and builds the open project; the store follows what the service says. */
export async function runBuild(client: BuildClient): Promise<void> {
  const { project } = useWorkspace.getState();
  if (!project || useBuild.getState().abort) return;
  await flush();
  const problem = sizeProblem(project.files);
  if (problem)
    throw new AppError({
      code: 'PROJECT_TOO_LARGE',
      shortMessage: problem,
      hint: 'Delete or move files that the build does not need.',
    });

  const controller = new AbortController();
  const startedAt = Date.now();
  const set = (state: BuildState) => useBuild.setState({ state });
  useBuild.setState({
    state: { phase: 'running', stage: null, text: 'Sending the files', startedAt },
    diagnostics: [],
    output: [],
    abort: () => controller.abort(),
  });
  try {
    for await (const event of client.build({ files: project.files }, controller.signal)) {
      follow(event, startedAt);
      if (event.type === 'done' && useWorkspace.getState().project?.id === project.id)
        keep(event.artifact, project.files);
    }
  } catch (error) {
    if (controller.signal.aborted) set({ phase: 'cancelled', at: Date.now() });
    else {
      set({ phase: 'error', error, at: Date.now() });
      useLayout.getState().showBottom('problems');
    }
  } finally {
    useBuild.setState({ abort: null });
  }
}

function follow(event: BuildEvent, startedAt: number): void {
  const set = (state: BuildState) => useBuild.setState({ state });
  const say = (line: string) => useBuild.setState(({ output }) => ({ output: [...output, line].slice(-2_000) }));
  switch (event.type) {
    case 'queued':
      set({ phase: 'queued', position: event.position, startedAt });
      break;
    case 'started':
      say(event.toolchain);
      set({ phase: 'running', stage: null, text: 'Started', startedAt });
      break;
    case 'progress':
      say(event.text);
      set({ phase: 'running', stage: event.stage, text: event.text, startedAt });
      break;
    case 'diagnostic':
      addDiagnostic(event.diagnostic);
      break;
    case 'done':
      set({ phase: 'done', cached: event.cached, durationMs: event.durationMs, at: Date.now() });
      break;
    case 'failed':
      set({ phase: 'failed', text: event.text, at: Date.now() });
      useLayout.getState().showBottom('problems');
      break;
    case 'error':
      set({ phase: 'error', error: AppError.revive(event.error), at: Date.now() });
      useLayout.getState().showBottom('problems');
      break;
  }
}

function addDiagnostic(diagnostic: Diagnostic): void {
  useBuild.setState(({ diagnostics }) => ({ diagnostics: [...diagnostics, diagnostic] }));
}

function keep(artifact: BuildArtifact, files: Record<string, string>): void {
  const name = /^\s*name\s*=\s*"([^"]+)"/m.exec(files['Cargo.toml'] ?? '')?.[1] ?? 'program';
  const { key, codeId, wasm, idl, solidity } = artifact;
  const id = `build:${key}`;
  addArtifact({
    id,
    name,
    wasm: Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0)),
    codeId,
    origin: 'build',
    at: Date.now(),
    ...(idl !== undefined && { idl }),
    ...(solidity !== undefined && { solidity }),
  });
  updateProject({ builtFiles: files });
  offerDeploy(id);
  toast.success(`${name} is built`, { description: 'Deploy it in the program panel.' });
}
