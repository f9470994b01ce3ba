import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One set-up at a time: a second one waits for the first, and then finds everything up to date.
 * @param {string} folder where the lock lies; made when absent
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<() => void>} releases it
 */
export async function acquireLock(folder, progress) {
  const path = join(folder, 'lock');
  for (let waited = false; ; waited = true) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code === 'EROFS' || error.code === 'EACCES') return () => {}; // nothing can be built here, and nothing may have to be
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = readOwner(path);
    if (owner === undefined || !isAlive(owner)) rmSync(path, { force: true });
    else {
      if (!waited) progress.line(`  Another set-up runs here (process ${owner}); waiting for it.`);
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}

function readOwner(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined; // just released
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
