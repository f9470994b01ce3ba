import { useBuild } from '../stores/build-store.ts';
import { useProgramStore } from '../stores/program-store.ts';
import { startWorkspace } from '../stores/workspace-store.ts';
import { showError } from './commands/registry.ts';
import { showSelected } from './networks.ts';
import { openTemplate } from './open-template.ts';
import type { Services } from './services.ts';

const HEALTH_INTERVAL = 15_000;

/** Brings up everything behind the views, each part on its own: what fails says so and leaves the rest working. */
export async function start(services: Services): Promise<void> {
  watchBuildService(services);
  await Promise.all([startFiles(services), showSelected(services), startInterfaces(services)]);
}

async function startFiles(services: Services): Promise<void> {
  try {
    if (await startWorkspace(services.workspaceStorage)) return;
    const [first] = await services.templates.list();
    if (first) await openTemplate(services, first);
  } catch (error) {
    showError(error);
  }
}

async function startInterfaces(services: Services): Promise<void> {
  try {
    useProgramStore.setState({ parser: await services.loadIdlParser() });
  } catch (error) {
    useProgramStore.setState({ parserFailure: error });
  }
}

function watchBuildService({ buildClient }: Services): void {
  const ask = async () => {
    if (document.hidden) return;
    try {
      useBuild.setState({ health: await buildClient.getHealth(), unreachable: null });
    } catch (error) {
      useBuild.setState({ health: null, unreachable: error });
    }
  };
  void ask();
  setInterval(() => void ask(), HEALTH_INTERVAL);
  document.addEventListener('visibilitychange', () => void ask());
}
