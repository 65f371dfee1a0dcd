// What can wait until the eye has its answer.

/** Does it right after the next frame; what comes back gives it up. */
export function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => { timer = setTimeout(work); });
  return () => { cancelAnimationFrame(frame); clearTimeout(timer); };
}
