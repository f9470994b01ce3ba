import { AppError } from '../shared/app-error.ts';
import type { Files } from '../stores/file-rules.ts';
import type { Artifact } from '../stores/workspace-storage.ts';

/** An example program: its sources, and the wasm and interfaces that set-up built from them. */
export interface Template {
  id: string;
  title: string;
  /** One line. */
  description: string;
}

export interface Templates {
  list(): Promise<Template[]>;
  load(template: Template): Promise<{ files: Files; artifact: Artifact }>;
}

/** @param baseUrl of the folder that holds `index.json`, ending in `/` */
export function createTemplates(baseUrl: string): Templates {
  async function get(path: string): Promise<Response> {
    const response = await fetch(new URL(path, baseUrl)).catch((cause: unknown) => {
      throw missing(path, String(cause));
    });
    if (!response.ok) throw missing(path, `HTTP ${response.status}`);
    return response;
  }

  return {
    async list() {
      return (await get('index.json')).json();
    },
    async load({ id, title }) {
      const [project, bytes, { readIdlSection }] = await Promise.all([
        get(`${id}/project.json`).then((response): Promise<{ files: Files }> => response.json()),
        get(`${id}/program.wasm`).then((response) => response.arrayBuffer()),
        import('../program/read-idl-section.ts'),
      ]);
      const wasm = new Uint8Array(bytes);
      if (wasm[0] !== 0) throw missing(`${id}/program.wasm`, `what the server sent for ${title} is no WebAssembly`);
      // A Sails program carries its interface; a plain Gear program has none.
      const idl = readIdlSection(wasm);
      const solidity = idl === undefined ? undefined : await (await get(`${id}/program.sol`)).text();
      const artifact: Artifact = {
        id: `template:${id}`,
        name: id,
        wasm,
        origin: 'template',
        at: Date.now(),
        ...(idl !== undefined && { idl }),
        ...(solidity !== undefined && { solidity }),
      };
      return { files: project.files, artifact };
    },
  };
}

function missing(path: string, details: string): AppError {
  return new AppError({
    code: 'TEMPLATE_UNAVAILABLE',
    shortMessage: `The template file ${path} could not be loaded`,
    details,
    hint: 'Reload the page. On your own machine, run `npm run setup`, which builds the templates.',
  });
}
