// Which address shows which page. Pages are fetched when they are first shown.

import { type AnyRoute, createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound, Outlet, redirect } from '@tanstack/react-router';
import { queries } from './api/queries';
import { sessionQuery, type Permission, may } from './identity/session';
import { staffMay, type StaffPermission, staffQuery } from './staff/session';
import { NotFound, Broken } from './shell/NotFound';
import { parseSearch, type Search, stringifySearch } from './search';
import { type RangeName, withFitDays } from './time/range';

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
  ['/s', lazyRouteComponent(() => import('./calls/Shared'), 'Shared')],
  ['/unlock', lazyRouteComponent(() => import('./identity/Links'), 'Unlock')],
  ['/staff/sign-in', lazyRouteComponent(() => import('./staff/StaffSignIn'), 'StaffSignIn')],
] as const;

const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
  // Within the frame: its ways lead on.
  notFoundComponent: NotFound,
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

/** The plane of the platform's staff: a session, a frame and pages of its own. */
const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  component: lazyRouteComponent(() => import('./staff/StaffShell'), 'StaffShell'),
  notFoundComponent: NotFound,
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(staffQuery);
    if (!me) {
      queries.removeQueries({ queryKey: staffQuery.queryKey });
      throw redirect({ to: '/staff/sign-in' as never, search: (location.pathname === '/staff' ? {} : { next: location.href }) as never });
    }
    if (me.second_factor_missing && location.pathname !== '/staff/profile') throw redirect({ to: '/staff/profile' as never });
  },
});

const ofTenant = (needs?: Permission) => !needs || may(queries.getQueryData(sessionQuery.queryKey), needs);
const ofStaff = (needs?: StaffPermission) => !needs || staffMay(queries.getQueryData(staffQuery.queryKey), needs);
const page = (path: string, component: ReturnType<typeof lazyRouteComponent>, needs?: Permission, days?: RangeName) => within(() => app, path, component, () => ofTenant(needs), days);
const staffPage = (path: string, component: ReturnType<typeof lazyRouteComponent>, needs?: StaffPermission) => within(() => staff, path, component, () => ofStaff(needs));

/** Without the permission there is no such page. `days`: which ones it shows if the address says none, or none that can be meant. */
function within(parent: () => AnyRoute, path: string, component: ReturnType<typeof lazyRouteComponent>, allowed: () => boolean, days?: RangeName) {
  return createRoute({
    getParentRoute: parent,
    path,
    component,
    validateSearch: (search: Record<string, unknown>) => search as Search,
    beforeLoad: ({ location }) => {
      if (!allowed()) throw notFound();
      const search = location.search as Search;
      const fit = days ? withFitDays(search, days) : search;
      if (fit !== search) throw redirect({ to: location.pathname as never, search: fit as never, replace: true });
    },
    errorComponent: Broken,
    notFoundComponent: NotFound,
  });
}

const pages = [
  page('/', lazyRouteComponent(() => import('./analytics/Overview'), 'Overview'), undefined, '28d'),
  page('/analytics', lazyRouteComponent(() => import('./analytics/AnalyticsPage'), 'AnalyticsPage'), 'calls.read', '28d'),
  page('/compare', lazyRouteComponent(() => import('./analytics/ComparePage'), 'ComparePage'), 'calls.read', '28d'),
  page('/calls', lazyRouteComponent(() => import('./calls/CallsPage'), 'CallsPage'), 'calls.read', 'all'),
  page('/calls/$id', lazyRouteComponent(() => import('./calls/CallPage'), 'CallPage'), 'calls.read'),
  page('/search', lazyRouteComponent(() => import('./calls/SearchPage'), 'SearchPage'), 'calls.read', 'all'),
  page('/tags', lazyRouteComponent(() => import('./calls/TagsPage'), 'TagsPage'), 'calls.read'),
  page('/usage', lazyRouteComponent(() => import('./billing/UsagePage'), 'UsagePage'), 'usage.read'),
  page('/queue', lazyRouteComponent(() => import('./platform/QueuePage'), 'QueuePage'), 'queue.read'),
  page('/team', lazyRouteComponent(() => import('./identity/TeamPage'), 'TeamPage'), 'team.read'),
  page('/directory', lazyRouteComponent(() => import('./identity/DirectoryPage'), 'DirectoryPage'), 'team.read'),
  page('/keys', lazyRouteComponent(() => import('./identity/KeysPage'), 'KeysPage'), 'keys.manage'),
  page('/audit', lazyRouteComponent(() => import('./compliance/AuditPage'), 'AuditPage'), 'audit.read'),
  page('/settings/$', lazyRouteComponent(() => import('./integrations/SettingsPages'), 'SettingsPages')),
  page('/profile', lazyRouteComponent(() => import('./identity/ProfilePage'), 'ProfilePage')),
];

const staffPages = [
  createRoute({ getParentRoute: () => staff, path: '/', beforeLoad: () => { throw redirect({ to: '/staff/tenants' as never }); } }),
  staffPage('/tenants', lazyRouteComponent(() => import('./staff/TenantsPage'), 'TenantsPage'), 'tenants.read'),
  staffPage('/tenants/$id', lazyRouteComponent(() => import('./staff/TenantPage'), 'TenantPage'), 'tenants.read'),
  staffPage('/queue', lazyRouteComponent(() => import('./staff/QueuePage'), 'QueuePage'), 'platform.read'),
  staffPage('/dead-letters', lazyRouteComponent(() => import('./staff/DeadLettersPage'), 'DeadLettersPage'), 'tenants.read'),
  staffPage('/audit', lazyRouteComponent(() => import('./staff/AuditPage'), 'AuditPage'), 'audit.read'),
  staffPage('/models', lazyRouteComponent(() => import('./staff/ModelsPage'), 'ModelsPage'), 'platform.read'),
  staffPage('/flags', lazyRouteComponent(() => import('./staff/FlagsPage'), 'FlagsPage'), 'platform.read'),
  staffPage('/jobs', lazyRouteComponent(() => import('./staff/JobsPage'), 'JobsPage'), 'platform.read'),
  staffPage('/limits', lazyRouteComponent(() => import('./staff/LimitsPage'), 'LimitsPage'), 'platform.read'),
  staffPage('/maintenance', lazyRouteComponent(() => import('./staff/MaintenancePage'), 'MaintenancePage'), 'platform.read'),
  staffPage('/people', lazyRouteComponent(() => import('./staff/PeoplePage'), 'PeoplePage'), 'staff.read'),
  staffPage('/people/$id', lazyRouteComponent(() => import('./staff/StaffActionsPage'), 'StaffActionsPage'), 'audit.read'),
  staffPage('/profile', lazyRouteComponent(() => import('./staff/ProfilePage'), 'ProfilePage')),
];

const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => { throw redirect({ to: '/app' as never }); } }),
  ...doors.map(([path, component]) => createRoute({
    getParentRoute: () => root, path, component, validateSearch: (search: Record<string, unknown>) => search as Search,
  })),
  app.addChildren(pages),
  staff.addChildren(staffPages),
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
