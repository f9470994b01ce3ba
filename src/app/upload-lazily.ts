import type { UploadSource } from '../workspace/read-upload.ts';
import { showError } from './commands/registry.ts';

/** Uploads; what that takes is loaded when it is first wanted. */
export async function uploadFiles(sources: UploadSource[]): Promise<void> {
  try {
    const upload = await import('./upload-files.ts');
    await upload.uploadFiles(sources);
  } catch (error) {
    showError(error);
  }
}
