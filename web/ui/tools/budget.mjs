// How much script each page costs, gzip, every chunk that it needs before it is shown. Fails where a page is over its budget.
import { readFile, stat } from 'node:fs/promises';

const SHELL_MAX = 195_000;
const ROUTE_MAX = 250_000;
const ROUTES = /^src\/(?:[a-z]+)\/(?:SignIn|SignUp|StaffSignIn|Links|Overview|CallsPage|CallPage|UsagePage|TeamPage|KeysPage|SecurityPage|ProfilePage|[A-Z]\w*Page)\.tsx$/;

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const size = async (file) => (await stat(new URL(`${file}.gz`, dist)).catch(() => stat(new URL(file, dist)))).size;

function closure(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) closure(imported, found);
  return found;
}

const sum = async (files) => (await Promise.all([...files].map(size))).reduce((a, b) => a + b, 0);
const shell = closure('src/shell/Shell.tsx', closure('index.html'));
const staff = closure('src/staff/StaffShell.tsx', closure('index.html'));
const rows = [['shell', await sum(shell), SHELL_MAX], ['staff shell', await sum(staff), SHELL_MAX]];
for (const name of Object.keys(manifest).filter((each) => ROUTES.test(each)).sort()) {
  const inside = !/SignIn|SignUp|Links/.test(name);
  const frame = name.startsWith('src/staff/') ? staff : shell;
  rows.push([name, await sum(closure(name, inside ? new Set(frame) : closure('index.html'))), ROUTE_MAX]);
}
let over = false;
for (const [name, bytes, max] of rows) {
  over ||= bytes > max;
  console.log(`${name.padEnd(36)} ${(bytes / 1000).toFixed(1).padStart(7)} kB of ${max / 1000}${bytes > max ? '  OVER' : ''}`);
}
if (rows.length < 8) { console.error('the manifest names too few pages: is it another build?'); over = true; }
process.exit(over ? 1 : 0);
