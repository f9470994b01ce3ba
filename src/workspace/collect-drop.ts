import type { UploadSource } from './read-upload.ts';

const MAX_WALK = 2_000;

export function sourceOfFile(file: File, path = file.webkitRelativePath || file.name): UploadSource {
  return { path, size: file.size, read: async () => new Uint8Array(await file.arrayBuffer()) };
}

/** Files of a drop, folders walked. Must be called before the drop's handler returns: the browser forgets the items. */
export async function collectDrop(data: DataTransfer): Promise<UploadSource[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const sources: UploadSource[] = [];
  for (const entry of entries) await walk(entry, sources);
  return sources;
}

async function walk(entry: FileSystemEntry, sources: UploadSource[]): Promise<void> {
  if (sources.length >= MAX_WALK || /^(target|node_modules|\.git)$/.test(entry.name)) return;
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    sources.push(sourceOfFile(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), path));
    return;
  }
  if (!isDirectory(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, sources);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
