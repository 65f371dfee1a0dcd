// A drag over bars, from one to another. A press that hardly moves is no drag.

import { type PointerEvent, useRef, useState } from 'react';

const DRAG_PX = 6;

/** `zoom`: what is done with those that were dragged over; none: nothing is dragged. */
export function useBrush(zoom?: (first: number, last: number) => void) {
  const begun = useRef<{ x: number; at: number } | null>(null);
  const [brushed, setBrushed] = useState<[number, number] | null>(null);
  return {
    brushed,
    begin(event: PointerEvent, at: number) {
      // A finger scrolls the page.
      if (!zoom || event.pointerType === 'touch' || event.button !== 0) return;
      begun.current = { x: event.clientX, at };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    follow(event: PointerEvent, at: number) {
      const from = begun.current;
      if (from && (brushed || Math.abs(event.clientX - from.x) > DRAG_PX)) setBrushed([Math.min(from.at, at), Math.max(from.at, at)]);
    },
    /** Whether it was a drag. */
    end(isWhole: boolean): boolean {
      begun.current = null;
      if (!brushed) return false;
      setBrushed(null);
      if (isWhole) zoom?.(...brushed);
      return true;
    },
  };
}
