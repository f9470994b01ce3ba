import { useLayout } from '../stores/layout-store.ts';
import { offerDeploy } from '../stores/program-store.ts';
import { addProject } from '../stores/workspace-store.ts';
import type { Template } from '../workspace/templates.ts';
import type { Services } from './services.ts';

/** Opens a template as a new project, its prebuilt program ready to be deployed. */
export async function openTemplate({ templates }: Services, template: Template): Promise<void> {
  const { files, artifact } = await templates.load(template);
  await addProject({ name: template.id, files, builtFiles: files, artifacts: [artifact] });
  offerDeploy(artifact.id);
  useLayout.getState().showSide('explorer');
  useLayout.getState().showNarrow('code');
}
