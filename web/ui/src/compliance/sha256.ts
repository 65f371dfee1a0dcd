// SHA-256, as FIPS 180-4 has it. The browser's own is missing on plain http in a network, and a chain of entries wants thousands of them
// one after the other.

const K = new Uint32Array(64);
const H = new Uint32Array(8);

/** The first bits of the fractions of roots of the first primes: computed, so that nobody has to proofread them. */
function prepare(): void {
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let isPrime = true;
    for (let by = 2; by * by <= n; by++) if (n % by === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) H[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
}

function fraction(of: number): number {
  return Math.floor((of - Math.floor(of)) * 2 ** 32);
}

prepare();

export function sha256(message: Uint8Array): Uint8Array {
  const length = message.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const h = H.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) block(h, w, view, at);
  const out = new DataView(new ArrayBuffer(32));
  h.forEach((word, index) => out.setUint32(index * 4, word));
  return new Uint8Array(out.buffer);
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));
const of = (words: Uint32Array, index: number) => words[index] ?? 0;

function block(h: Uint32Array, w: Uint32Array, view: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(at + t * 4);
  for (let t = 16; t < 64; t++) {
    const [a, b] = [of(w, t - 15), of(w, t - 2)];
    w[t] = of(w, t - 16) + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + of(w, t - 7) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, i] = [of(h, 0), of(h, 1), of(h, 2), of(h, 3), of(h, 4), of(h, 5), of(h, 6), of(h, 7)];
  for (let t = 0; t < 64; t++) {
    const one = (i + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + of(K, t) + of(w, t)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [i, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, i].forEach((word, index) => { h[index] = of(h, index) + word; });
}
