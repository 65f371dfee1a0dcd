// Where each page in the browser's history was left: whoever comes back to one is there again. A page that one comes to begins at its top,
// as `Page` has it.

import { type ParsedLocation, useRouter } from '@tanstack/react-router';
import { type RefObject, useEffect } from 'react';

const places = new Map<string, number>();

/** Of an entry of the history, not of an address: one may come to the same page twice. */
const entryOf = (location: ParsedLocation) => location.state.__TSR_key ?? location.href;

export function useScrolled(scroller: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const leaves = router.subscribe('onBeforeLoad', ({ fromLocation }) => {
      if (fromLocation && scroller.current) places.set(entryOf(fromLocation), scroller.current.scrollTop);
    });
    const comes = router.subscribe('onRendered', ({ toLocation, pathChanged }) => {
      const place = places.get(entryOf(toLocation));
      if (pathChanged && place !== undefined && scroller.current) scroller.current.scrollTop = place;
    });
    return () => { leaves(); comes(); };
  }, [router, scroller]);
}
