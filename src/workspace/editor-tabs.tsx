import type { KeyboardEvent } from 'react';
import { closeTab, openFile } from '../stores/workspace-files.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { Icon } from '../ui/icon.tsx';

/** The open files. Arrow keys move, Delete closes; the names are shown with a folder only where two are alike. */
export function EditorTabs() {
  const tabs = useWorkspace(({ project }) => project?.tabs);
  const active = useWorkspace(({ project }) => project?.activePath);
  const files = useWorkspace(({ project }) => project?.files);
  const built = useWorkspace(({ project }) => project?.builtFiles);
  if (!tabs || tabs.length === 0) return null;
  const names = tabs.map((path) => path.split('/').pop());

  function onKeyDown(event: KeyboardEvent, index: number) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const path = tabs?.[index];
    if (step !== undefined) {
      const target = tabs?.[(index + step + tabs.length) % tabs.length];
      if (target) openFile(target);
      const list = event.currentTarget.closest('[role=tablist]');
      requestAnimationFrame(() => list?.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
    } else if (event.key === 'Delete' && path) closeTab(path);
    else return;
    event.preventDefault();
  }

  return (
    <div className="editor-tabs">
      <div className="editor-tabs__list" role="tablist" aria-label="Open files">
        {tabs.map((path, index) => (
          <div key={path} className="editor-tabs__item" role="presentation" data-active={path === active || undefined}>
            <button
              type="button"
              role="tab"
              className="editor-tabs__tab"
              aria-selected={path === active}
              aria-controls="editor-panel"
              tabIndex={path === active ? 0 : -1}
              title={path}
              onClick={() => openFile(path)}
              onAuxClick={(event) => event.button === 1 && closeTab(path)}
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              {names.indexOf(names[index]) === names.lastIndexOf(names[index]) ? names[index] : path}
              {built && files?.[path] !== built[path] && (
                <span className="editor-tabs__changed" title="Changed since the latest build">
                  <span className="visually-hidden">, changed since the latest build</span>
                </span>
              )}
            </button>
            {/* No button: a tab list may hold nothing but tabs. By keyboard, Delete closes. */}
            <span className="icon-button" aria-hidden="true" title={`Close ${path}`} onClick={() => closeTab(path)}>
              <Icon name="close" size={12} />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
