type Entry = { name: string; href: string; label: string }
/** `title` is blank for what needs none */
type Group = { title: string; entries: Entry[] }

/** The console's map: what people configure, what goes out, what happened. */
export const navigation: Group[] = [
  { title: '', entries: [{ name: 'overview', href: '/console', label: 'Overview' }] },
  {
    title: 'Sign-in',
    entries: [
      { name: 'experience', href: '/console/experience', label: 'Sign-in experience' },
      { name: 'mfa', href: '/console/mfa', label: 'Multi-factor' },
      { name: 'applications', href: '/console/applications', label: 'Applications' },
      { name: 'users', href: '/console/users', label: 'Users' },
    ],
  },
  {
    title: 'Messages',
    entries: [
      { name: 'connectors', href: '/console/connectors', label: 'Connectors' },
      { name: 'templates', href: '/console/templates', label: 'Templates' },
      { name: 'messages', href: '/console/messages', label: 'Delivery log' },
      { name: 'inbox', href: '/console/inbox', label: 'Inbox' },
    ],
  },
  {
    title: 'Operate',
    entries: [
      { name: 'audit', href: '/console/audit', label: 'Audit log' },
      { name: 'api', href: '/console/api', label: 'API' },
    ],
  },
]
