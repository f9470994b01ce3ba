import { copyText } from '../../../ui/copy-text.ts';
import { showError } from '../../commands/registry.ts';
import { downloadText } from '../../download-text.ts';

interface TextActionsProps {
  /** A function makes it when it is first wanted. */
  text: string | (() => Promise<string>);
  /** The name that it is saved under. */
  file: string;
  what: string;
}

/** Copies a text or saves it as a file. */
export function TextActions({ text, file, what }: TextActionsProps) {
  const use = async (action: (text: string) => unknown) => {
    try {
      await action(typeof text === 'string' ? text : await text());
    } catch (error) {
      showError(error);
    }
  };
  return (
    <span className="export__actions">
      <button type="button" className="link" onClick={() => void use((text) => copyText(text, what))}>
        Copy<span className="visually-hidden"> the {what}</span>
      </button>
      <button type="button" className="link" onClick={() => void use((text) => downloadText(text, file))}>
        Download {file}
      </button>
    </span>
  );
}
