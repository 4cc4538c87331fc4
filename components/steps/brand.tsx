import { Mark } from '@/components/ui/mark'

export type BrandView = { name: string; logoUrl: string }

/** Whose house this is: the admin's logo, or the mark with the product's name. */
export function Brand({ brand }: { brand: BrandView }) {
  if (brand.logoUrl)
    return (
      // biome-ignore lint/performance/noImgElement: any host, any size; the optimizer would fetch it from the server
      <img
        src={brand.logoUrl}
        alt={brand.name}
        referrerPolicy="no-referrer"
        className="h-8 w-auto max-w-48 object-contain object-left"
      />
    )
  return (
    <span className="flex items-center gap-2.5 font-semibold tracking-tight">
      <Mark />
      {brand.name}
    </span>
  )
}
