import { useEffect, useState } from 'react';
import { ErrorNote } from '../ui/error-note.tsx';
import type { Template, Templates } from './templates.ts';

/** The examples; each opens as a project of its own, so nothing that is open is lost. */
export function TemplatesPanel({ templates, onOpen }: { templates: Templates; onOpen: (template: Template) => void }) {
  const [list, setList] = useState<Template[] | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    templates.list().then(setList, setError);
  }, [templates]);

  return (
    <div className="templates">
      <header className="panel-header">
        <h2>Templates</h2>
      </header>
      {error !== null && <ErrorNote error={error} />}
      {list === null && error === null && <p className="muted pad">Loading…</p>}
      <ul>
        {list?.map((template) => (
          <li key={template.id}>
            <button type="button" className="template" onClick={() => onOpen(template)}>
              <span className="template__title">{template.title}</span>
              <span className="muted">{template.description}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
