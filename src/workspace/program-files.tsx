import { toast } from 'sonner';
import { formatBytes, formatTime } from '../shared/units.ts';
import type { Artifact } from '../stores/workspace-storage.ts';
import { addArtifact, removeArtifact, useWorkspace } from '../stores/workspace-store.ts';
import { Icon } from '../ui/icon.tsx';

const ORIGIN = { template: 'prebuilt', build: 'built', upload: 'uploaded' };

/** The project's programs: what a build made, a template brought or a person uploaded. */
export function ProgramFiles({ onDeploy }: { onDeploy: (artifactId: string) => void }) {
  const artifacts = useWorkspace(({ project }) => project?.artifacts);
  if (!artifacts || artifacts.length === 0) return null;

  function remove(artifact: Artifact) {
    removeArtifact(artifact.id);
    toast(`${artifact.name}.wasm removed`, { action: { label: 'Undo', onClick: () => addArtifact(artifact) } });
  }

  return (
    <section className="program-files" aria-label="Programs">
      <h3 className="section-title">Programs</h3>
      <ul>
        {artifacts.map((artifact) => (
          <li key={artifact.id} className="program-files__row">
            <div>
              <p className="mono">{artifact.name}.wasm</p>
              <p className="muted">
                {ORIGIN[artifact.origin]}
                {artifact.origin !== 'template' && ` ${formatTime(artifact.at)}`} · {formatBytes(artifact.wasm.length)}
                {artifact.idl === undefined && ' · no interface'}
              </p>
            </div>
            <button
              type="button"
              className="icon-button"
              title={`Deploy ${artifact.name}`}
              aria-label={`Deploy ${artifact.name}`}
              onClick={() => onDeploy(artifact.id)}
            >
              <Icon name="deploy" />
            </button>
            <button
              type="button"
              className="icon-button"
              title={`Remove ${artifact.name}.wasm`}
              aria-label={`Remove ${artifact.name}.wasm`}
              onClick={() => remove(artifact)}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
