import ipaddr from 'ipaddr.js'

/** What a limit counts as one caller: an IPv4 address, or the /64 an IPv6 address sits in. */
export function addressBlock(ip: string | null): string {
  if (!ip || !ipaddr.isValid(ip)) return 'unknown'
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
