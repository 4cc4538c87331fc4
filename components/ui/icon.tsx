const paths = {
  phone:
    'M7 2.75h6A1.25 1.25 0 0 1 14.25 4v12A1.25 1.25 0 0 1 13 17.25H7A1.25 1.25 0 0 1 5.75 16V4A1.25 1.25 0 0 1 7 2.75ZM8.75 14.5h2.5',
  email: 'M3.75 4.75h12.5a1 1 0 0 1 1 1v8.5a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1ZM3 6l7 5 7-5',
  key: 'M12.25 11.5a4.25 4.25 0 1 0-3.9-2.55L3 14.25V17h3v-2h2v-2h1.5l1.05-1.05c.53.35 1.1.55 1.7.55ZM13.5 6.5h.01',
  app: 'M7 2.75h6A1.25 1.25 0 0 1 14.25 4v12A1.25 1.25 0 0 1 13 17.25H7A1.25 1.25 0 0 1 5.75 16V4A1.25 1.25 0 0 1 7 2.75ZM10 7v3l2 1.25',
  codes: 'M5 2.75h10a1 1 0 0 1 1 1v12.5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V3.75a1 1 0 0 1 1-1ZM7 6.75h6M7 10h6M7 13.25h3.5',
  shield: 'M10 2.75 4 5v4.5c0 3.6 2.4 6.4 6 7.75 3.6-1.35 6-4.15 6-7.75V5l-6-2.25ZM7.25 10l2 2 3.75-4',
  alert: 'M10 6.25v4.5M10 13.5h.01M10 17.25a7.25 7.25 0 1 0 0-14.5 7.25 7.25 0 0 0 0 14.5Z',
  check: 'M6.75 10.25 9 12.5l4.5-5M10 17.25a7.25 7.25 0 1 0 0-14.5 7.25 7.25 0 0 0 0 14.5Z',
  info: 'M10 9.25v4.5M10 6.5h.01M10 17.25a7.25 7.25 0 1 0 0-14.5 7.25 7.25 0 0 0 0 14.5Z',
  back: 'M11.75 4.75 6.5 10l5.25 5.25',
  forward: 'M8.25 4.75 13.5 10l-5.25 5.25',
  down: 'M4.75 7.75 10 13l5.25-5.25',
  copy: 'M7.25 7.25h9v9.5h-9zM12.75 7V3.25h-9v9.5H7',
  screen: 'M3.75 3.75h12.5a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1ZM7 16.5h6M10 13.5v3',
  close: 'M5.25 5.25l9.5 9.5M14.75 5.25l-9.5 9.5',
  plus: 'M10 4.25v11.5M4.25 10h11.5',
} as const

export type IconName = keyof typeof paths

/** A line drawing in the color of its text. It decorates: words beside it say the same. */
export function Icon({ name, size = 20, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}
