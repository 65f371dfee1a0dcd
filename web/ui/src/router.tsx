// Which address shows which page. Pages are fetched when they are first shown.

import { type AnyRoute, createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound, Outlet, redirect } from '@tanstack/react-router';
import { queries } from './api/queries';
import { sessionQuery, type Permission, may } from './identity/session';
import { NotFound, Broken } from './shell/NotFound';
import { parseSearch, type Search, stringifySearch } from './search';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken });

const doors = [
  ['/sign-in', lazyRouteComponent(() => import('./identity/SignIn'), 'SignIn')],
  ['/sign-up', lazyRouteComponent(() => import('./identity/SignUp'), 'SignUp')],
  ['/verify', lazyRouteComponent(() => import('./identity/Links'), 'Verify')],
  ['/confirm-address', lazyRouteComponent(() => import('./identity/Links'), 'ConfirmAddress')],
  ['/invitation', lazyRouteComponent(() => import('./identity/Invitation'), 'Invitation')],
  ['/join', lazyRouteComponent(() => import('./identity/Invitation'), 'Join')],
  ['/forgot', lazyRouteComponent(() => import('./identity/Links'), 'Forgot')],
  ['/reset', lazyRouteComponent(() => import('./identity/Links'), 'Reset')],
  ['/unlock', lazyRouteComponent(() => import('./identity/Links'), 'Unlock')],
] as const;

const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(sessionQuery);
    if (!me) {
      queries.removeQueries({ queryKey: sessionQuery.queryKey });
      throw redirect({ to: '/sign-in', search: (location.pathname === '/app' ? {} : { next: location.href }) as never });
    }
    // Where a second factor is asked for, the profile is the only page: there it is set up.
    if (me.second_factor_missing && location.pathname !== '/app/profile') throw redirect({ to: '/app/profile' });
  },
});

/** Without the permission there is no such page. */
function page(path: string, component: ReturnType<typeof lazyRouteComponent>, needs?: Permission) {
  return createRoute({
    getParentRoute: () => app,
    path,
    component,
    validateSearch: (search: Record<string, unknown>) => search as Search,
    beforeLoad: () => {
      if (needs && !may(queries.getQueryData(sessionQuery.queryKey), needs)) throw notFound();
    },
    errorComponent: Broken,
    notFoundComponent: NotFound,
  });
}

const pages = [
  page('/', lazyRouteComponent(() => import('./analytics/Overview'), 'Overview')),
  page('/calls', lazyRouteComponent(() => import('./calls/CallsPage'), 'CallsPage'), 'calls.read'),
  page('/calls/$id', lazyRouteComponent(() => import('./calls/CallPage'), 'CallPage'), 'calls.read'),
  page('/usage', lazyRouteComponent(() => import('./billing/UsagePage'), 'UsagePage'), 'usage.read'),
  page('/queue', lazyRouteComponent(() => import('./platform/QueuePage'), 'QueuePage'), 'queue.read'),
  page('/team', lazyRouteComponent(() => import('./identity/TeamPage'), 'TeamPage'), 'team.read'),
  page('/keys', lazyRouteComponent(() => import('./identity/KeysPage'), 'KeysPage'), 'keys.manage'),
  page('/settings', lazyRouteComponent(() => import('./identity/SecurityPage'), 'SecurityPage'), 'settings.read'),
  page('/profile', lazyRouteComponent(() => import('./identity/ProfilePage'), 'ProfilePage')),
];

const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => { throw redirect({ to: '/app' as never }); } }),
  ...doors.map(([path, component]) => createRoute({
    getParentRoute: () => root, path, component, validateSearch: (search: Record<string, unknown>) => search as Search,
  })),
  app.addChildren(pages),
]);

export const router = createRouter({
  routeTree: tree as AnyRoute,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: false,
  defaultPendingMs: 150,
});
