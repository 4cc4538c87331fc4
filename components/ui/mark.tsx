/** The product's mark: a gate with two doors in line, the second one lit. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden="true" className="text-link" width={size} height={size} viewBox="0 0 32 32" fill="none">
      <path d="M4.5 28.5V14.5a11.5 11.5 0 0 1 23 0v14" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M11 28.5a1.5 1.5 0 0 1-1.5-1.5V15.5a6.5 6.5 0 0 1 13 0V27a1.5 1.5 0 0 1-1.5 1.5Z" fill="currentColor" />
      <path d="M19 21.25v2" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
