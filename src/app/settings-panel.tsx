import { useEffect, useState } from 'react';
import { useNetwork } from '../stores/network-store.ts';
import { type Theme, useSettings } from '../stores/settings-store.ts';
import { CommandButton } from './commands/command-button.tsx';
import { advance, faucet, reset } from './commands/network-commands.ts';
import { showError } from './commands/registry.ts';
import { exportProject } from './commands/workspace-commands.ts';
import { EndpointSettings } from './endpoint-settings.tsx';
import { FaucetActions } from './faucet-actions.tsx';

const THEMES: { id: Theme; label: string }[] = [
  { id: 'system', label: 'As the system' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
  { id: 'contrast', label: 'High contrast' },
];

export function SettingsPanel() {
  const { theme, fontSize, setTheme, setFontSize } = useSettings();
  return (
    <div className="settings">
      <header className="panel-header">
        <h2>Settings</h2>
      </header>
      <section className="settings__group">
        <h3 className="section-title">Appearance</h3>
        <label className="field">
          <span>Theme</span>
          <select
            className="input"
            value={theme}
            onChange={(event) => {
              const chosen = THEMES.find(({ id }) => id === event.currentTarget.value);
              if (chosen) setTheme(chosen.id);
            }}
          >
            {THEMES.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Code size, px</span>
          <input
            type="number"
            className="input input--short"
            min={10}
            max={24}
            value={fontSize}
            onChange={(event) => {
              const size = event.currentTarget.valueAsNumber;
              if (size >= 10 && size <= 24) setFontSize(size);
            }}
          />
        </label>
      </section>
      <LocalNetworkSettings />
      <EthereumNetworkSettings />
      <EndpointSettings />
      <section className="settings__group">
        <h3 className="section-title">Project</h3>
        <CommandButton command={exportProject} label="Download .zip" />
      </section>
    </div>
  );
}

/** Time and resources of the simulated chain. */
function LocalNetworkSettings() {
  const controls = useNetwork((state) => state.controls);
  const executors = useNetwork((state) => state.status?.executors.length);
  const [blockTime, setBlockTime] = useState<number | null>(null);
  useEffect(() => {
    controls?.getBlockTime().then(setBlockTime, showError);
  }, [controls]);
  if (!controls || blockTime === null) return null;

  async function changeBlockTime(ms: number) {
    setBlockTime(ms);
    await controls?.setBlockTime(ms).catch(showError);
  }

  return (
    <section className="settings__group">
      <h3 className="section-title">Local network</h3>
      <label className="field">
        <span>Ethereum block every</span>
        <select
          className="input"
          value={blockTime}
          onChange={(event) => void changeBlockTime(Number(event.currentTarget.value))}
        >
          <option value={12_000}>12 s, as on Ethereum</option>
          <option value={4_000}>4 s</option>
          <option value={1_000}>1 s</option>
          <option value={0}>by hand</option>
        </select>
      </label>
      <CommandButton command={advance} label="Make a block now" />
      <label className="field">
        <span>Executors, 1–16</span>
        <input
          type="number"
          className="input input--short"
          min={1}
          max={16}
          key={executors}
          defaultValue={executors}
          onChange={(event) => {
            const count = event.currentTarget.valueAsNumber;
            if (Number.isInteger(count) && count >= 1 && count <= 16) controls.setExecutors(count).catch(showError);
          }}
        />
      </label>
      <CommandButton command={faucet} />
      <CommandButton command={reset} className="button button--danger" />
    </section>
  );
}

/** What there is to choose on a network that goes its own pace. */
function EthereumNetworkSettings() {
  const network = useNetwork((state) => state.network);
  if (!network || network.info.chainId === null) return null;
  const { name, chainId } = network.info;
  return (
    <section className="settings__group">
      <h3 className="section-title">{name}</h3>
      <p className="muted">
        Chain id {chainId}. Its blocks come by themselves, and its validators execute the programs.
      </p>
      <FaucetActions />
    </section>
  );
}
