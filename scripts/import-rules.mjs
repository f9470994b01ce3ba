/** Checks the import rules of .dependency-cruiser.mjs: `node scripts/node.mjs scripts/import-rules.mjs`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';
import configuration from '../.dependency-cruiser.mjs';
import { root } from './node-path.mjs';

const folders = ['src', 'server', 'scripts', 'e2e', 'bench'];

/**
 * @param {string} base the folder that holds src/, server/ …
 * @returns {Promise<{files: number, violations: {rule: string, from: string, to: string, comment: string}[]}>}
 */
export async function checkImportRules(base = root) {
  const { forbidden, options } = configuration;
  const present = folders.filter((folder) => existsSync(join(base, folder)));
  const { output } = await cruise(present, { ...options, baseDir: base, ruleSet: { forbidden }, validate: true });
  const comments = Object.fromEntries(forbidden.map(({ name, comment }) => [name, comment]));
  return {
    files: output.modules.filter(({ source }) => !source.includes('node_modules')).length,
    violations: output.summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle ? cycle.map(({ name }) => name).join(' → ') : to,
      comment: comments[rule.name],
    })),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { files, violations } = await checkImportRules();
  for (const { rule, from, to, comment } of violations) console.log(`${from} → ${to}\n    ${rule}: ${comment}`);
  console.log(`Import rules: ${files} files, ${violations.length} forbidden imports`);
  process.exitCode = violations.length ? 1 : 0;
}
