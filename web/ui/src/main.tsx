// Where it begins: the nonce for styles, the theme, the queries, the router.

import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '@fontsource-variable/inter/wght.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { whenForbidden, whenSignedOut } from './api/client';
import { queries } from './api/queries';
import { askWhatOneMay, forgetSession } from './identity/session';
import { router } from './router';
import { askWhatStaffMay, forgetStaff } from './staff/session';
import { theme, variables } from './theme/theme';
import './theme/base.css';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// Scroll locks of dialogs bring a style of their own.
setNonce(nonce);
whenSignedOut(forgetSession);
whenSignedOut(forgetStaff, 'staff');
whenForbidden(askWhatOneMay);
whenForbidden(askWhatStaffMay, 'staff');

// After an upgrade an open page asks for a file of the old build: it is loaded anew, once.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('audiapro.reloaded') ?? 0);
  if (Date.now() - last > 60_000) {
    event.preventDefault();
    sessionStorage.setItem('audiapro.reloaded', String(Date.now()));
    location.reload();
  }
});

// The sign in the middle goes as the first page comes.
const stop = router.subscribe('onRendered', () => { document.getElementById('boot')?.remove(); stop(); });

const place = document.getElementById('root');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
