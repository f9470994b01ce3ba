import { type SideView as SideViewId, useLayout } from '../stores/layout-store.ts';
import { offerDeploy } from '../stores/program-store.ts';
import { Loading } from '../ui/loading.tsx';
import { sourceOfFile } from '../workspace/collect-drop.ts';
import { Explorer } from '../workspace/explorer.tsx';
import { showError } from './commands/registry.ts';
import { SettingsPanel, TemplatesPanel } from './lazy-views.tsx';
import { openTemplate } from './open-template.ts';
import { useServices } from './services-context.ts';
import { StartActions } from './start-actions.tsx';
import { uploadFiles } from './upload-lazily.ts';

/** What the side panel (or, when narrow, a place under More) shows. */
export function SideView({ view }: { view: SideViewId }) {
  const services = useServices();
  if (view === 'settings')
    return (
      <Loading>
        <SettingsPanel />
      </Loading>
    );
  if (view === 'templates') {
    return (
      <Loading>
        <TemplatesPanel
          templates={services.templates}
          onOpen={(template) => void openTemplate(services, template).catch(showError)}
        />
      </Loading>
    );
  }
  return (
    <Explorer
      start={<StartActions />}
      onUpload={(input) => void uploadFiles([...(input.files ?? [])].map((file) => sourceOfFile(file)))}
      onDeploy={(artifactId) => {
        offerDeploy(artifactId);
        useLayout.getState().showNarrow('program');
      }}
    />
  );
}
