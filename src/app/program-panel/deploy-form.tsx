import { codeIdOf } from '../../protocol/hashes.ts';
import type { Hex } from '../../shared/hex.ts';
import { formatBytes, formatTime } from '../../shared/units.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import type { Artifact } from '../../stores/workspace-storage.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { build } from '../commands/build-commands.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { openProgram } from '../commands/program-commands.ts';
import { CodePlaces } from './code-places.tsx';
import { ConstructorForms } from './constructor-forms.tsx';
import { NeedsWallet } from './needs-wallet.tsx';

const ORIGIN = { template: 'prebuilt', build: 'built', upload: 'uploaded' };
const NO_ARTIFACTS: Artifact[] = [];

/** What to deploy, with how much WVARA, by which constructor. */
export function DeployForm({ ready }: { ready: boolean }) {
  const artifacts = useWorkspace(({ project }) => project?.artifacts ?? NO_ARTIFACTS);
  const toDeploy = useProgramStore((state) => state.toDeploy);
  const isLocal = useSettings((settings) => settings.network === 'local');
  const artifact = artifacts.find(({ id }) => id === toDeploy) ?? artifacts[0];
  if (!artifact) {
    return (
      <EmptyState text="There is no program to deploy yet. Build the project, or drop a .wasm with its .idl anywhere on this page.">
        <CommandButton command={build} />
      </EmptyState>
    );
  }
  return (
    <div className="deploy" data-deploy-form>
      <h2>Deploy {artifact.name}</h2>
      {artifacts.length > 1 && (
        <label className="field">
          <span>Program</span>
          <select
            className="input"
            value={artifact.id}
            onChange={(event) => useProgramStore.setState({ toDeploy: event.currentTarget.value })}
          >
            {artifacts.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}, {ORIGIN[one.origin]} {formatTime(one.at)}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="muted">
        {artifact.origin === 'template'
          ? 'Prebuilt, so it runs at once'
          : `${ORIGIN[artifact.origin]} at ${formatTime(artifact.at)}`}{' '}
        · {formatBytes(artifact.wasm.length)}
      </p>
      <CodePlaces codeId={codeOf(artifact)} />
      <NeedsWallet what="A wallet pays for the transactions of a deployment." />
      <ConstructorForms key={artifact.id} artifact={artifact} ready={ready} />
      {!isLocal && (
        <p className="muted">
          Or talk to one that is there already: <CommandButton command={openProgram} show="text" className="link" />
        </p>
      )}
    </div>
  );
}

const codes = new WeakMap<Uint8Array, Hex>();

/** Hashed once: the form is drawn often. */
function codeOf({ wasm }: Artifact): Hex {
  const codeId = codes.get(wasm) ?? codeIdOf(wasm);
  codes.set(wasm, codeId);
  return codeId;
}
