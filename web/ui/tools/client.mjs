// The types of the client, from the OpenAPI document. `--check` fails where the file that is checked in is another one.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const target = new URL('../src/api/schema.d.ts', import.meta.url);
const document = new URL('../../../openapi.json', import.meta.url);
const made = `// Generated from openapi.json by \`npm run client\`: never edited.\n${astToString(await openapiTS(document))}`;

if (process.argv.includes('--check')) {
  const kept = await readFile(target, 'utf8').catch(() => '');
  if (kept !== made) {
    console.error('src/api/schema.d.ts is not what openapi.json says: run `script/ui client` and commit it');
    process.exit(1);
  }
} else {
  await writeFile(target, made);
}
