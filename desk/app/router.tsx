import { type QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readAlertFilter } from '../alerts/filter.ts'
import { sessionQuery } from '../api/session.ts'
import { readDigestFilter } from '../digests/filter.ts'
import { readLogFilter } from '../log/filter.ts'
import { readFilter } from '../stories/filter.ts'
import { Stories } from '../stories/stories.tsx'
import { readSubscriberFilter } from '../subscribers/filter.ts'
import { Frame } from './frame.tsx'
import { NotFound } from './not-found.tsx'
import { Failed, Loading } from './states.tsx'

type Context = { client: QueryClient }

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }): { to?: string } => (typeof to === 'string' && to.startsWith('/') ? { to } : {}),
  component: lazyRouteComponent(() => import('../sign-in/sign-in.tsx'), 'SignIn'),
})

const tokenIn = ({ token }: Record<string, unknown>) => ({ token: typeof token === 'string' ? token : '' })

/** From a mail. */
const link = createRoute({
  getParentRoute: () => root,
  path: '/link',
  validateSearch: tokenIn,
  component: lazyRouteComponent(() => import('../sign-in/link.tsx'), 'Press'),
})

/** Of the first start, or an invitation. */
const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  validateSearch: tokenIn,
  component: lazyRouteComponent(() => import('../sign-in/link.tsx'), 'Start'),
})

/** Everything that wants somebody signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session.member === null) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
})

const stories = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: readFilter,
  beforeLoad: async ({ context }) => {
    const { acts } = await context.client.ensureQueryData(sessionQuery)
    if (!acts.includes('article.read')) throw redirect({ to: '/account' })
  },
  // The screen that most visits begin with: it comes along with the frame.
  component: Stories,
})

const story = createRoute({
  getParentRoute: () => inside,
  path: '/stories/$id',
  component: lazyRouteComponent(() => import('../story/story.tsx'), 'Story'),
})

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/account.tsx'), 'Account'),
})

const staff = createRoute({
  getParentRoute: () => inside,
  path: '/staff',
  component: lazyRouteComponent(() => import('../staff/staff.tsx'), 'Staff'),
})

const log = createRoute({
  getParentRoute: () => inside,
  path: '/log',
  validateSearch: readLogFilter,
  component: lazyRouteComponent(() => import('../log/log.tsx'), 'Log'),
})

const alerts = createRoute({
  getParentRoute: () => inside,
  path: '/alerts',
  validateSearch: readAlertFilter,
  component: lazyRouteComponent(() => import('../alerts/alerts.tsx'), 'Alerts'),
})

const alert = createRoute({
  getParentRoute: () => inside,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('../alerts/alert.tsx'), 'Alert'),
})

const digests = createRoute({
  getParentRoute: () => inside,
  path: '/alerts/digests',
  validateSearch: readDigestFilter,
  component: lazyRouteComponent(() => import('../digests/digests.tsx'), 'Digests'),
})

const subscribers = createRoute({
  getParentRoute: () => inside,
  path: '/subscribers',
  validateSearch: readSubscriberFilter,
  component: lazyRouteComponent(() => import('../subscribers/subscribers.tsx'), 'Subscribers'),
})

const subscriber = createRoute({
  getParentRoute: () => inside,
  path: '/subscribers/$id',
  component: lazyRouteComponent(() => import('../subscribers/subscriber.tsx'), 'Subscriber'),
})

const subscriberLists = createRoute({
  getParentRoute: () => inside,
  path: '/subscribers/lists',
  component: lazyRouteComponent(() => import('../subscriber-lists/lists.tsx'), 'Lists'),
})

const subscriberList = createRoute({
  getParentRoute: () => inside,
  path: '/subscribers/lists/$id',
  component: lazyRouteComponent(() => import('../subscriber-lists/list.tsx'), 'OneList'),
})

const ofSubscribers = [subscribers, subscriber, subscriberLists, subscriberList] as const
const screens = [stories, story, alerts, alert, digests, ...ofSubscribers, account, staff, log] as const
const tree = root.addChildren([signIn, link, start, inside.addChildren(screens)])

export function deskRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/desk',
    context: { client },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <Failed error={error as Error} retry={reset} />,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof deskRouter>
  }
}
