import { useEffect, useState } from 'react';
import { collectDrop } from '../workspace/collect-drop.ts';
import { showError } from './commands/registry.ts';
import { uploadFiles } from './upload-lazily.ts';

/** Files dropped anywhere on the page are uploaded. */
export function DropZone() {
  const [over, setOver] = useState(false);

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      collectDrop(event.dataTransfer).then(uploadFiles).catch(showError);
    };
    addEventListener('dragover', onOver, true);
    addEventListener('dragleave', onLeave, true);
    addEventListener('drop', onDrop, true);
    return () => {
      removeEventListener('dragover', onOver, true);
      removeEventListener('dragleave', onLeave, true);
      removeEventListener('drop', onDrop, true);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="drop-zone">
      <p>Drop .rs files, a folder, a .zip, or a .wasm with its .idl</p>
    </div>
  );
}
