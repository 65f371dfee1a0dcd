// Addresses out of whatever was pasted: lines, commas, or `Ann Lee <ann@acme.example>`.

export function addressesOf(text: string): string[] {
  const found = text.split(/[\n,;]+/).map((piece) => (/<([^<>]+)>/.exec(piece)?.[1] ?? piece).trim()).flatMap((piece) => (piece.includes(' ') ? piece.split(/\s+/).filter((word) => word.includes('@')) : [piece]));
  return found.filter((piece) => piece !== '');
}
