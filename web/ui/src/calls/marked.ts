// A text in pieces, marked and not. Marks count letters as the server does: by Unicode, not by JavaScript's halves.

export type Piece = { text: string; isMarked: boolean };

export function marked(text: string, marks: readonly (readonly number[])[]): Piece[] {
  const letters = [...text];
  const pieces: Piece[] = [];
  let at = 0;
  const take = (to: number, isMarked: boolean) => {
    if (to > at) pieces.push({ text: letters.slice(at, to).join(''), isMarked });
    at = Math.max(at, to);
  };
  for (const [start = 0, end = 0] of marks) {
    take(Math.min(start, letters.length), false);
    take(Math.min(end, letters.length), true);
  }
  take(letters.length, false);
  return pieces;
}
