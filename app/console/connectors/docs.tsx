/** Where to read more: an address, or plain words. */
export function Docs({ docs }: { docs: string }) {
  if (!docs.startsWith('https://')) return docs
  return (
    <a href={docs} target="_blank" rel="noreferrer" className="text-link underline-offset-4 hover:underline">
      Where to find these values
    </a>
  )
}
