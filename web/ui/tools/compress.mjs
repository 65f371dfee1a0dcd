// Packs what was built, once, at the highest level: the server only chooses a form.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const packed = new Set(['.js', '.css', '.svg', '.webmanifest']);

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !packed.has(extname(entry.name))) continue;
  const path = `${entry.parentPath}/${entry.name}`;
  const plain = await readFile(path);
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  const gzip = gzipSync(plain, { level: 9 });
  if (brotli.length < plain.length) await writeFile(`${path}.br`, brotli);
  if (gzip.length < plain.length) await writeFile(`${path}.gz`, gzip);
}
