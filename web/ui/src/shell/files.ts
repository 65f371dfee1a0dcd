// For the input behind a field of files: whoever changed a file and chooses it again chooses another file, and browsers tell of no change
// where the path is the same.

import type { MouseEvent } from 'react';

export const CHOSEN_ANEW = { onClick: (event: MouseEvent<HTMLInputElement>) => { event.currentTarget.value = ''; } };
